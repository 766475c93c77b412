;; Sells a license for a token: what is sold, who has what and the books are read, the license is made and sealed,
;; and its money goes into the days in which it is earned. Then the token
;; is taken, and what must be there is compared with what is.
;;
;; Input: the order as SCALE encodes it, 63 bytes.
;; The buyer had no license of the plan before. The amounts of a run lie below 2^63, and the version has all its fields where
;; those of the usual one have them.
(module
  (import "env" "memory" (memory 1 1))
  (import "seal0" "input" (func $input (param i32 i32)))
  (import "seal0" "caller" (func $caller (param i32 i32)))
  (import "seal0" "now" (func $now (param i32 i32)))
  (import "seal0" "address" (func $address (param i32 i32)))
  (import "seal2" "call" (func $contract (param i32 i32 i64 i64 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "seal0" "hash_keccak_256" (func $hash (param i32 i32 i32)))
  (import "seal1" "get_storage" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "set_storage" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "seal0" "deposit_event" (func $emit (param i32 i32 i32 i32)))
  (import "seal0" "seal_return" (func $return (param i32 i32 i32)))
  ;; 512: the event: license, kind, licensee, payer, plan, version, asset, total, ends. Names of cells lie in it before it is
  ;; told: at 511 the license's, at 520 those of the licensee's two cells, at 584 those of the plan's
  (data (i32.const 511) "\06")
  ;; 624: a length; 628: the state's name; 629: one topic; 630: the name of the books, then of a page: asset, split, page
  (data (i32.const 624) "\00\10\00\00\02\04\03")
  ;; 672: the state; 704: the shelf: sold at 706, latest end at 722; 744: the holding; 800: the books: paid at 848
  ;; 1024: the license, whose record begins at 1115; the input lies where its last part is the record's reference
  (data (i32.const 1114) "\04")
  ;; 1536: the licensee's licenses; 2048: the offer; 4096 and above: pages
  ;; 2560: PSP22::transfer_from(from, to, amount, nothing), then PSP22::balance_of(to) at 2592; 2688: the answer; 2720: no value
  (data (i32.const 2560) "\54\b3\c7\6e")
  (global $page (mut i32) (i32.const 3072))
  (func $load (param $name i32) (param $length i32) (param $into i32)
    (i32.store (i32.const 624) (i32.const 4096))
    (drop (call $read (local.get $name) (local.get $length) (local.get $into) (i32.const 624))))
  (func $flush
    (if (i32.load (i32.const 639))
      (then (drop (call $write (i32.const 630) (i32.const 13) (global.get $page) (i32.const 1024))))))
  (func $add (param $day i32) (param $place i32) (param $by i64) (local $sum i64) (local $number i32)
    (if (i32.ne
          (i32.load (i32.const 639))
          (local.tee $number (i32.shr_u (local.get $day) (i32.const 5))))
      (then
        (call $flush)
        (i32.store (i32.const 639) (local.get $number))
        (global.set $page (i32.add (global.get $page) (i32.const 1024)))
        (call $load (i32.const 630) (i32.const 13) (global.get $page))))
    (local.set $place
      (i32.add
        (i32.add (local.get $place) (global.get $page))
        (i32.shl (i32.and (local.get $day) (i32.const 31)) (i32.const 5))))
    (i64.store (local.get $place) (local.tee $sum (i64.add (i64.load (local.get $place)) (local.get $by))))
    (i64.store offset=8 (local.get $place)
      (i64.add
        (i64.add (i64.load offset=8 (local.get $place)) (i64.shr_s (local.get $by) (i64.const 63)))
        (i64.extend_i32_u (i64.lt_u (local.get $sum) (local.get $by))))))
  (func (export "deploy"))
  (func (export "call") (local $plan i32) (local $days i32) (local $today i32) (local $count i32) (local $total i64) (local $end i64)
    (call $input (i32.const 1181) (i32.const 624))
    (call $caller (i32.const 521) (i32.const 624))
    (call $caller (i32.const 1024) (i32.const 624))
    (call $now (i32.const 1116) (i32.const 624))
    (i32.store (i32.const 553) (local.tee $plan (i32.load (i32.const 1181))))
    (i64.store (i32.const 585) (i64.load (i32.const 1181)))
    (i32.store (i32.const 591) (i32.load (i32.const 1187)))
    (i32.store (i32.const 631) (i32.load (i32.const 1187)))
    (i64.store (i32.const 1140) (i64.load (i32.const 1181)))
    (i32.store16 (i32.const 1146) (i32.load16_u (i32.const 1193)))
    (call $load (i32.const 628) (i32.const 1) (i32.const 672))
    (call $load (i32.const 630) (i32.const 5) (i32.const 800))
    (i32.store8 (i32.const 520) (i32.const 10))
    (call $load (i32.const 520) (i32.const 37) (i32.const 744))
    (i32.store8 (i32.const 584) (i32.const 5))
    (call $load (i32.const 584) (i32.const 7) (i32.const 2048))
    (i32.store8 (i32.const 584) (i32.const 4))
    (call $load (i32.const 584) (i32.const 5) (i32.const 704))
    ;; What it costs, and from when to when it is.
    (local.set $days (i32.mul (local.tee $count (i32.load16_u (i32.const 1191))) (i32.load16_u (i32.const 2062))))
    (local.set $total (i64.mul (i64.load (i32.const 2205)) (i64.extend_i32_u (local.get $count))))
    (i64.store (i32.const 595) (local.get $total))
    (i64.store (i32.const 1195) (local.get $total))
    (i64.store (i32.const 1203) (i64.const 0))
    (i64.store (i32.const 848) (i64.add (i64.load (i32.const 848)) (local.get $total)))
    (drop (call $write (i32.const 630) (i32.const 5) (i32.const 800) (i32.const 160)))
    (i64.store (i32.const 1124) (i64.sub (i64.load (i32.const 1116)) (i64.load (i32.const 672))))
    (i64.store (i32.const 1132)
      (local.tee $end
        (i64.add
          (i64.load (i32.const 1124))
          (i64.mul (i64.extend_i32_u (local.get $days)) (i64.const 86400000)))))
    (i64.store (i32.const 611) (local.get $end))
    ;; The plan has sold one more.
    (i32.store (i32.const 512) (local.tee $count (i32.add (i32.load (i32.const 706)) (i32.const 1))))
    (i32.store (i32.const 706) (local.get $count))
    (i32.store (i32.const 516) (local.get $plan))
    (i64.store (i32.const 1148) (i64.load (i32.const 2070)))
    (if (i64.gt_u
          (local.tee $end (i64.add (local.get $end) (i64.load (i32.const 1148))))
          (i64.load (i32.const 722)))
      (then (i64.store (i32.const 722) (local.get $end))))
    (drop (call $write (i32.const 584) (i32.const 5) (i32.const 704) (i32.const 26)))
    ;; The licensee has it.
    (i64.store (i32.const 748) (i64.load (i32.const 1116)))
    (i64.store (i32.const 756) (i64.load (i32.const 512)))
    (drop (call $write (i32.const 520) (i32.const 37) (i32.const 744) (i32.const 20)))
    (i32.store8 (i32.const 520) (i32.const 12))
    (call $load (i32.const 520) (i32.const 33) (i32.const 1536))
    (i32.store (i32.const 1536) (local.tee $count (i32.add (i32.load (i32.const 1536)) (i32.const 1))))
    (i64.store offset=1532 (local.tee $count (i32.shl (local.get $count) (i32.const 3))) (i64.load (i32.const 512)))
    (drop (call $write (i32.const 520) (i32.const 33) (i32.const 1536) (i32.add (local.get $count) (i32.const 4))))
    (i32.store8 (i32.const 520) (i32.const 0))
    ;; The record.
    (i32.store (i32.const 1060) (i32.load (i32.const 2057)))
    (i32.store (i32.const 1156) (i32.load (i32.const 2130)))
    (i32.store (i32.const 624) (i32.const 32))
    (call $caller (i32.const 553) (i32.const 624))
    (call $caller (i32.const 1159) (i32.const 624))
    (i32.store (i32.const 1191) (i32.load (i32.const 631)))
    (i64.store (i32.const 1243) (i64.load (i32.const 512)))
    (call $hash (i32.const 1115) (i32.const 160) (i32.const 1243))
    (i64.store (i32.const 1078) (i64.load (i32.const 1243)))
    (i64.store (i32.const 1086) (i64.load (i32.const 1251)))
    (i64.store (i32.const 1094) (i64.load (i32.const 1259)))
    (i64.store (i32.const 1102) (i64.load (i32.const 1267)))
    (i64.store (i32.const 1275) (i64.const -1))
    (i32.store (i32.const 1315) (i32.load (i32.const 2135)))
    ;; What it earns on which days.
    (i32.store (i32.const 1319)
      (local.tee $today (i32.wrap_i64 (i64.div_u (i64.load (i32.const 1116)) (i64.const 86400000)))))
    (i32.store (i32.const 1323) (local.tee $count (i32.add (local.get $today) (local.get $days))))
    (i64.store (i32.const 1363) (i64.load (i32.const 1319)))
    (i64.store (i32.const 1327) (local.tee $end (i64.div_u (local.get $total) (i64.extend_i32_u (local.get $days)))))
    (i32.store (i32.const 1343)
      (i32.wrap_i64 (local.tee $total (i64.rem_u (local.get $total) (i64.extend_i32_u (local.get $days))))))
    (drop (call $write (i32.const 511) (i32.const 9) (i32.const 1024) (i32.const 383)))
    (i32.store8 (i32.const 630) (i32.const 15))
    (i32.store (i32.const 635) (i32.load (i32.const 1315)))
    (call $add (local.get $today) (i32.const 0) (local.get $end))
    (call $add (i32.sub (local.get $count) (i32.const 1)) (i32.const 16) (local.get $total))
    (call $add (local.get $count) (i32.const 0) (i64.sub (i64.const 0) (local.get $end)))
    (call $flush)
    (call $emit (i32.const 629) (i32.const 33) (i32.const 512) (i32.const 107))
    ;; The token is taken; the name of its second message lies where whom it is taken from has been.
    (i32.store (i32.const 624) (i32.const 32))
    (call $caller (i32.const 2564) (i32.const 624))
    (call $address (i32.const 2596) (i32.const 624))
    (i64.store (i32.const 2628) (i64.load (i32.const 595)))
    (if (call $contract (i32.const 0) (i32.const 800) (i64.const 0) (i64.const 0) (i32.const -1) (i32.const 2720)
          (i32.const 2560) (i32.const 85) (i32.const -1) (i32.const 0))
      (then unreachable))
    (i32.store (i32.const 2592) (i32.const 0x2f386865))
    (if (call $contract (i32.const 0) (i32.const 800) (i64.const 0) (i64.const 0) (i32.const -1) (i32.const 2720)
          (i32.const 2592) (i32.const 36) (i32.const 2688) (i32.const 624))
      (then unreachable))
    (if (i64.lt_u
          (i64.load (i32.const 2689))
          (i64.add
            (i64.sub (i64.sub (i64.load (i32.const 848)) (i64.load (i32.const 864))) (i64.load (i32.const 880)))
            (i64.add
              (i64.add (i64.load (i32.const 912)) (i64.load (i32.const 928)))
              (i64.load (i32.const 944)))))
      (then unreachable))
    (call $return (i32.const 0) (i32.const 512) (i32.const 8))))

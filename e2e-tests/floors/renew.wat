;; Renews a license for the chain's own money: the license is read with what is sold and the books, one more record is made and
;; sealed, and its money goes into the days that follow those of the record before.
;;
;; Input: the license (8 bytes), the periods (2), the most that it may cost (16), a reference (32).
;; The license runs, is renewed into its own version, and has neither mandate nor gaps. The amounts of a run lie below 2^63, and
;; the version has all its fields where those of the usual one have them.
(module
  (import "env" "memory" (memory 1 1))
  (import "seal0" "input" (func $input (param i32 i32)))
  (import "seal0" "caller" (func $caller (param i32 i32)))
  (import "seal0" "now" (func $now (param i32 i32)))
  (import "seal0" "hash_keccak_256" (func $hash (param i32 i32 i32)))
  (import "seal1" "get_storage" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "set_storage" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "seal0" "deposit_event" (func $emit (param i32 i32 i32 i32)))
  ;; 512: the event: license, payer, plan, version, asset, total, fee, ends; at 511 the license's name begins, at 551 those of
  ;; the plan's cells
  (data (i32.const 511) "\06")
  ;; 624: a length; 628: the state's name; 629: one topic; 630: the name of the books, then of a page: asset, split, page
  (data (i32.const 624) "\00\10\00\00\02\04\03")
  ;; 672: the state; 704: the shelf: latest end at 722; 800: the books: paid at 848; 1000: the input, whose last part is at 1026
  ;; 1024 + 1024: the offer; 4096 and above: pages; 32768: the license, whose records begin at 32859
  (global $page (mut i32) (i32.const 3072))
  (func $load (param $name i32) (param $length i32) (param $into i32)
    (i32.store (i32.const 624) (i32.const 8192))
    (drop (call $read (local.get $name) (local.get $length) (local.get $into) (i32.const 624))))
  (func $copy (param $from i32) (param $to i32)
    (i64.store (local.get $to) (i64.load (local.get $from)))
    (i64.store offset=8 (local.get $to) (i64.load offset=8 (local.get $from)))
    (i64.store offset=16 (local.get $to) (i64.load offset=16 (local.get $from)))
    (i64.store offset=24 (local.get $to) (i64.load offset=24 (local.get $from))))
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
  (func (export "call")
    (local $record i32) (local $days i32) (local $from i32) (local $to i32) (local $total i64) (local $end i64)
    (call $input (i32.const 1000) (i32.const 624))
    (i64.store (i32.const 512) (i64.load (i32.const 1000)))
    (call $load (i32.const 628) (i32.const 1) (i32.const 672))
    (call $load (i32.const 511) (i32.const 9) (i32.const 32768))
    ;; Where the new record goes; the one before has 292 bytes.
    (local.set $record (i32.add (i32.load (i32.const 624)) (i32.const 32768)))
    (i32.store8 (i32.const 32858) (i32.add (i32.load8_u (i32.const 32858)) (i32.const 4)))
    ;; Plan, version and seats; the asset.
    (i64.store offset=25 (local.get $record) (i64.load (i32.sub (local.get $record) (i32.const 267))))
    (i64.store (i32.const 552) (i64.load offset=25 (local.get $record)))
    (i32.store (i32.const 558) (i32.load (i32.sub (local.get $record) (i32.const 216))))
    (i32.store (i32.const 631) (i32.load (i32.const 558)))
    (i32.store offset=76 (local.get $record) (i32.load (i32.const 558)))
    (i32.store8 (i32.const 551) (i32.const 5))
    (call $load (i32.const 551) (i32.const 7) (i32.const 2048))
    (i32.store8 (i32.const 551) (i32.const 4))
    (call $load (i32.const 551) (i32.const 5) (i32.const 704))
    (call $load (i32.const 630) (i32.const 5) (i32.const 800))
    ;; What it costs, and from when to when it is.
    (local.set $days (i32.mul (i32.load16_u (i32.const 1008)) (i32.load16_u (i32.const 2062))))
    (local.set $total (i64.mul (i64.load (i32.const 2152)) (i64.load16_u (i32.const 1008))))
    (i64.store (i32.const 562) (local.get $total))
    (i64.store offset=80 (local.get $record) (local.get $total))
    (i64.store (i32.const 848) (i64.add (i64.load (i32.const 848)) (local.get $total)))
    (drop (call $write (i32.const 630) (i32.const 5) (i32.const 800) (i32.const 160)))
    (call $now (i32.add (local.get $record) (i32.const 1)) (i32.const 624))
    (i64.store offset=9 (local.get $record)
      (local.tee $end (i64.load (i32.sub (local.get $record) (i32.const 275)))))
    ;; The day in which the record before ends, or that from which nothing is booked for it.
    (local.set $from
      (i32.wrap_i64 (i64.div_u (i64.add (local.get $end) (i64.load (i32.const 672))) (i64.const 86400000))))
    (if (i32.gt_u (local.tee $to (i32.load (i32.sub (local.get $record) (i32.const 84)))) (local.get $from))
      (then (local.set $from (local.get $to))))
    (i64.store offset=17 (local.get $record)
      (local.tee $end
        (i64.add (local.get $end) (i64.mul (i64.extend_i32_u (local.get $days)) (i64.const 86400000)))))
    (i64.store (i32.const 594) (local.get $end))
    (i64.store offset=33 (local.get $record) (i64.load (i32.const 2070)))
    (if (i64.gt_u
          (local.tee $end (i64.add (local.get $end) (i64.load (i32.const 2070))))
          (i64.load (i32.const 722)))
      (then (i64.store (i32.const 722) (local.get $end))))
    (drop (call $write (i32.const 551) (i32.const 5) (i32.const 704) (i32.const 26)))
    ;; The record.
    (i32.store8 (local.get $record) (i32.const 1))
    (i32.store offset=41 (local.get $record) (i32.load (i32.const 2130)))
    (i32.store (i32.const 624) (i32.const 32))
    (call $caller (i32.const 520) (i32.const 624))
    (call $caller (i32.add (local.get $record) (i32.const 44)) (i32.const 624))
    (call $copy (i32.const 1026) (i32.add (local.get $record) (i32.const 96)))
    (call $copy (i32.const 32822) (i32.add (local.get $record) (i32.const 128)))
    (call $hash (local.get $record) (i32.const 160) (i32.const 32822))
    (call $copy (i32.const 32822) (i32.add (local.get $record) (i32.const 128)))
    (i64.store offset=160 (local.get $record) (i64.const -1))
    (i32.store offset=200 (local.get $record) (i32.load (i32.const 2135)))
    ;; What it earns on which days.
    (i32.store offset=204 (local.get $record) (local.get $from))
    (i32.store offset=208 (local.get $record) (local.tee $to (i32.add (local.get $from) (local.get $days))))
    (i64.store offset=248 (local.get $record) (i64.load offset=204 (local.get $record)))
    (i64.store offset=212 (local.get $record)
      (local.tee $end (i64.div_u (local.get $total) (i64.extend_i32_u (local.get $days)))))
    (i32.store offset=228 (local.get $record)
      (i32.wrap_i64 (local.tee $total (i64.rem_u (local.get $total) (i64.extend_i32_u (local.get $days))))))
    (drop (call $write (i32.const 511) (i32.const 9) (i32.const 32768)
      (i32.sub (local.get $record) (i32.const 32476))))
    (i32.store8 (i32.const 630) (i32.const 15))
    (i32.store (i32.const 635) (i32.load offset=200 (local.get $record)))
    (call $add (local.get $from) (i32.const 0) (local.get $end))
    (call $add (i32.sub (local.get $to) (i32.const 1)) (i32.const 16) (local.get $total))
    (call $add (local.get $to) (i32.const 0) (i64.sub (i64.const 0) (local.get $end)))
    (call $flush)
    (call $emit (i32.const 629) (i32.const 33) (i32.const 512) (i32.const 90))))

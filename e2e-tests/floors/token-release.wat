;; Releases what a split has earned in a token: day by day since the last time, less the part that is the DAO's, into the ledger.
;;
;; Input: the asset, the split, the most days (4 bytes each).
;; The amounts of a run lie below 2^63, so the high halves stay as they are.
(module
  (import "env" "memory" (memory 1 1))
  (import "seal0" "input" (func $input (param i32 i32)))
  (import "seal0" "now" (func $now (param i32 i32)))
  (import "seal1" "get_storage" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "set_storage" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "seal1" "clear_storage" (func $clear (param i32 i32) (result i32)))
  (import "seal2" "call" (func $contract (param i32 i32 i64 i64 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "seal0" "deposit_event" (func $emit (param i32 i32 i32 i32)))
  ;; 3: the wiring's name; 4: the state's; 7: the name of the books, then of the stream and of its pages: asset, split, page; the
  ;; input puts the days where the page will be
  (data (i32.const 3) "\01\02\04\00\03")
  ;; 64: a length; 96: the event: asset, split, amount, fee; 160: the time
  ;; 192: the state: the part at 209; 224: the stream: what a day earns, the next day at 240
  ;; 256: the books: released at 336, fees at 384; 512: the wiring: the ledger at 704
  ;; 832: credit(split, asset)
  (data (i32.const 832) "\b6\86\f3\f1")
  ;; 896: PSP22::transfer(to, amount, nothing); 1024: no value
  (data (i32.const 896) "\db\20\f9\f5")
  ;; 4096 and above: pages
  (func $load (param $name i32) (param $length i32) (param $into i32)
    (i32.store (i32.const 64) (i32.const 1024))
    (drop (call $read (local.get $name) (local.get $length) (local.get $into) (i32.const 64))))
  (func (export "deploy"))
  (func (export "call")
    (local $day i32) (local $end i32) (local $page i32) (local $place i32) (local $rate i64) (local $amount i64)
    (i32.store (i32.const 64) (i32.const 12))
    (call $input (i32.const 8) (i32.const 64))
    (i64.store (i32.const 96) (i64.load (i32.const 8)))
    (i32.store (i32.const 836) (i32.load (i32.const 12)))
    (i32.store (i32.const 840) (i32.load (i32.const 8)))
    (call $load (i32.const 7) (i32.const 5) (i32.const 256))
    (i32.store8 (i32.const 7) (i32.const 14))
    (call $load (i32.const 7) (i32.const 9) (i32.const 224))
    (call $load (i32.const 4) (i32.const 1) (i32.const 192))
    (call $load (i32.const 3) (i32.const 1) (i32.const 512))
    (call $now (i32.const 160) (i32.const 64))
    (local.set $end (i32.wrap_i64 (i64.div_u (i64.load (i32.const 160)) (i64.const 86400000))))
    (local.set $day (i32.load (i32.const 240)))
    (if (i32.gt_u (local.get $end) (local.tee $place (i32.add (local.get $day) (i32.load (i32.const 16)))))
      (then (local.set $end (local.get $place))))
    (local.set $rate (i64.load (i32.const 224)))
    (local.set $page (i32.const 4096))
    (i32.store (i32.const 16) (i32.const 0))
    (i32.store8 (i32.const 7) (i32.const 15))
    (loop $days
      (if (i32.ne (i32.load (i32.const 16)) (i32.shr_u (local.get $day) (i32.const 5)))
        (then
          (i32.store (i32.const 16) (i32.shr_u (local.get $day) (i32.const 5)))
          (local.set $page (i32.add (local.get $page) (i32.const 1024)))
          (call $load (i32.const 7) (i32.const 13) (local.get $page))))
      (local.set $place
        (i32.add (local.get $page) (i32.shl (i32.and (local.get $day) (i32.const 31)) (i32.const 5))))
      (local.set $rate (i64.add (local.get $rate) (i64.load (local.get $place))))
      (local.set $amount
        (i64.add (i64.add (local.get $amount) (local.get $rate)) (i64.load offset=16 (local.get $place))))
      ;; A page whose days are all over is needed no more.
      (if (i32.eqz (i32.and (local.tee $day (i32.add (local.get $day) (i32.const 1))) (i32.const 31)))
        (then (drop (call $clear (i32.const 7) (i32.const 13)))))
      (br_if $days (i32.lt_u (local.get $day) (local.get $end))))
    (i64.store (i32.const 224) (local.get $rate))
    (i32.store (i32.const 240) (local.get $day))
    (i32.store8 (i32.const 7) (i32.const 14))
    (drop (call $write (i32.const 7) (i32.const 9) (i32.const 224) (i32.const 20)))
    (i64.store (i32.const 104) (local.get $amount))
    (i64.store (i32.const 120)
      (local.tee $rate
        (i64.div_u (i64.mul (local.get $amount) (i64.load16_u (i32.const 209))) (i64.const 10000))))
    (i64.store (i32.const 336) (i64.add (i64.load (i32.const 336)) (local.get $amount)))
    (i64.store (i32.const 384) (i64.add (i64.load (i32.const 384)) (local.get $rate)))
    (i32.store8 (i32.const 7) (i32.const 3))
    (drop (call $write (i32.const 7) (i32.const 5) (i32.const 256) (i32.const 160)))
    (call $emit (i32.const 5) (i32.const 33) (i32.const 96) (i32.const 40))
    (i64.store (i32.const 932) (i64.sub (local.get $amount) (local.get $rate)))
    (i64.store (i32.const 900) (i64.load (i32.const 704)))
    (i64.store (i32.const 908) (i64.load (i32.const 712)))
    (i64.store (i32.const 916) (i64.load (i32.const 720)))
    (i64.store (i32.const 924) (i64.load (i32.const 728)))
    (if (call $contract (i32.const 0) (i32.const 256) (i64.const 0) (i64.const 0) (i32.const -1) (i32.const 1024)
          (i32.const 896) (i32.const 53) (i32.const -1) (i32.const 0))
      (then unreachable))
    (if (call $contract (i32.const 0) (i32.const 704) (i64.const 0) (i64.const 0) (i32.const -1) (i32.const 1024)
          (i32.const 832) (i32.const 12) (i32.const -1) (i32.const 0))
      (then unreachable))))

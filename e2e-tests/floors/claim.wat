;; Settles a path and pays the account at its end: for each step what the split received, its table and its paid
;; amounts are read and the paid amounts written; what a child received is written; one event, one transfer.
;;
;; Input: the number of steps times four (1 byte), for each step a version (4 bytes) and an entry (2 bytes), the asset
;; (4 bytes). The amounts of a run, times a weight, lie below 2^64, so the high halves stay as they are.
(module
  (import "env" "memory" (memory 1 1))
  (import "seal0" "input" (func $input (param i32 i32)))
  (import "seal1" "get_storage" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "set_storage" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "seal0" "transfer" (func $transfer (param i32 i32 i32 i32) (result i32)))
  (import "seal0" "deposit_event" (func $emit (param i32 i32 i32 i32)))
  ;; 0: the key: tag, id, asset, part
  (data (i32.const 0) "\03")
  ;; 20: lengths of the input, of a received cell, of a table, of a paid cell
  (data (i32.const 20) "\00\01\00\00\1a\00\00\00\00\40\00\00\00\40")
  ;; 40: what the present step's split received; 128: the event: version, entry, asset, account, amount
  ;; 192: one topic
  (data (i32.const 192) "\04")
  ;; 1023: the input; 16384: the table; 32768: the paid amounts
  (func (export "deploy"))
  (func (export "call")
    (local $step i32) (local $last i32) (local $row i32) (local $paid i32) (local $earned i64) (local $due i64)
    (call $input (i32.const 1023) (i32.const 20))
    (local.set $step (i32.const 1024))
    (local.set $last (i32.add (i32.const 1013) (i32.load (i32.const 20))))
    (i32.store (i32.const 134) (i32.load offset=6 (local.get $last)))
    (i32.store (i32.const 1) (i32.load (local.get $step)))
    (i32.store (i32.const 5) (i32.load (i32.const 134)))
    (drop (call $read (i32.const 0) (i32.const 17) (i32.const 40) (i32.const 24)))
    (loop $next
      (i32.store8 (i32.const 0) (i32.const 2))
      (i32.store (i32.const 5) (i32.const 0))
      (i32.store (i32.const 28) (i32.const 16384))
      (drop (call $read (i32.const 0) (i32.const 17) (i32.const 16384) (i32.const 28)))
      (local.set $row
        (i32.add (i32.const 16384) (i32.mul (i32.load16_u offset=4 (local.get $step)) (i32.const 37))))
      (i32.store8 (i32.const 0) (i32.const 4))
      (i32.store (i32.const 5) (i32.load (i32.const 134)))
      (i32.store (i32.const 32) (i32.const 16384))
      (local.set $paid
        (i32.add (i32.const 32768) (i32.shl (i32.load16_u offset=4 (local.get $step)) (i32.const 4))))
      ;; A cell that is not there yet begins with the entry's amount as its last one.
      (if (call $read (i32.const 0) (i32.const 17) (i32.const 32768) (i32.const 32))
        (then (i32.store (i32.const 32) (i32.sub (local.get $paid) (i32.const 32752)))))
      (local.set $earned
        (i64.div_u
          (i64.mul (i64.load (i32.const 40)) (i64.load32_u offset=33 (local.get $row)))
          (i64.load (i32.const 56))))
      (local.set $due (i64.sub (local.get $earned) (i64.load (local.get $paid))))
      (i64.store (local.get $paid) (local.get $earned))
      (drop (call $write (i32.const 0) (i32.const 17) (i32.const 32768) (i32.load (i32.const 32))))
      (if (i32.lt_u (local.get $step) (local.get $last))
        (then
          (i32.store8 (i32.const 0) (i32.const 3))
          (i32.store (i32.const 1) (i32.load offset=1 (local.get $row)))
          (drop (call $read (i32.const 0) (i32.const 17) (i32.const 40) (i32.const 24)))
          (i64.store (i32.const 40) (i64.add (i64.load (i32.const 40)) (local.get $due)))
          (drop (call $write (i32.const 0) (i32.const 17) (i32.const 40) (i32.const 26)))
          (local.set $step (i32.add (local.get $step) (i32.const 6)))
          (br $next))))
    (i32.store (i32.const 128) (i32.load (local.get $step)))
    (i32.store16 (i32.const 132) (i32.load16_u offset=4 (local.get $step)))
    (i64.store (i32.const 138) (i64.load offset=1 (local.get $row)))
    (i64.store (i32.const 146) (i64.load offset=9 (local.get $row)))
    (i64.store (i32.const 154) (i64.load offset=17 (local.get $row)))
    (i64.store (i32.const 162) (i64.load offset=25 (local.get $row)))
    (i64.store (i32.const 170) (local.get $due))
    (call $emit (i32.const 192) (i32.const 33) (i32.const 128) (i32.const 58))
    (if (call $transfer (i32.const 138) (i32.const 32) (i32.const 170) (i32.const 16)) (then unreachable))))

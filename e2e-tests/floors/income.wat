;; Books the money that comes with the call: read one cell, add, write it, tell.
;;
;; Input: the split (4 bytes), whose cell of received money it is.
(module
  (import "env" "memory" (memory 1 1))
  (import "seal0" "input" (func $input (param i32 i32)))
  (import "seal0" "value_transferred" (func $value (param i32 i32)))
  (import "seal1" "get_storage" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "set_storage" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "seal0" "deposit_event" (func $emit (param i32 i32 i32 i32)))
  ;; 0: the key: tag, split, asset, part
  (data (i32.const 0) "\03")
  ;; 20: lengths of the input, of an amount, of the cell
  (data (i32.const 20) "\04\00\00\00\10\00\00\00\1a")
  ;; 32: the cell; 64: the event: split, version, asset, amount; 96: one topic
  (data (i32.const 96) "\04")
  (func (export "deploy"))
  (func (export "call") (local $sum i64)
    (call $input (i32.const 1) (i32.const 20))
    (call $value (i32.const 76) (i32.const 24))
    (drop (call $read (i32.const 0) (i32.const 17) (i32.const 32) (i32.const 28)))
    (local.set $sum (i64.add (i64.load (i32.const 32)) (i64.load (i32.const 76))))
    (i64.store (i32.const 40)
      (i64.add
        (i64.add (i64.load (i32.const 40)) (i64.load (i32.const 84)))
        (i64.extend_i32_u (i64.lt_u (local.get $sum) (i64.load (i32.const 76))))))
    (i64.store (i32.const 32) (local.get $sum))
    (drop (call $write (i32.const 0) (i32.const 17) (i32.const 32) (i32.const 26)))
    (i32.store (i32.const 64) (i32.load (i32.const 1)))
    (i32.store (i32.const 68) (i32.load (i32.const 1)))
    (call $emit (i32.const 96) (i32.const 33) (i32.const 64) (i32.const 28))))

;; Answers whether a license is good: which license of the plan the account has, and what the newest of its records that has begun
;; says.
;;
;; Input: the account (32 bytes), the plan (4), the time (8): one since the license was bought.
;; The license has no gaps, all its records are in its cell, and there was no outage.
(module
  (import "env" "memory" (memory 1 1))
  (import "seal0" "input" (func $input (param i32 i32)))
  (import "seal1" "get_storage" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "seal0" "seal_return" (func $return (param i32 i32 i32)))
  ;; 7: the name of the account's cell: 10, account, plan; 44: the time; 56: how the license's name begins
  (data (i32.const 3) "\02\00\00\00\0a")
  (data (i32.const 56) "\06")
  ;; 64: a length; 128: the state; 160: the holding: the license at 172; 256: the license
  (func $load (param $name i32) (param $length i32) (param $into i32)
    (i32.store (i32.const 64) (i32.const 8192))
    (drop (call $read (local.get $name) (local.get $length) (local.get $into) (i32.const 64))))
  (func (export "deploy"))
  (func (export "call") (local $record i32) (local $at i64)
    (i32.store (i32.const 64) (i32.const 64))
    (call $input (i32.const 8) (i32.const 64))
    (call $load (i32.const 3) (i32.const 1) (i32.const 128))
    (call $load (i32.const 7) (i32.const 37) (i32.const 160))
    (i64.store (i32.const 57) (i64.load (i32.const 172)))
    (call $load (i32.const 56) (i32.const 9) (i32.const 256))
    (local.set $at (i64.load (i32.const 44)))
    (local.set $record (i32.add (i32.load (i32.const 64)) (i32.const 256)))
    ;; Back to the newest record that was made by then and has begun.
    (loop $back
      (local.set $record (i32.sub (local.get $record) (i32.const 292)))
      (br_if $back
        (i32.or
          (i64.gt_u (i64.load offset=1 (local.get $record)) (local.get $at))
          (i64.gt_u
            (i64.load offset=9 (local.get $record))
            (i64.sub (local.get $at) (i64.load (i32.const 128)))))))
    (i32.store8 (i32.const 0)
      (i32.and
        (i32.and
          (i32.eq (i32.load offset=25 (local.get $record)) (i32.load (i32.const 40)))
          (i64.lt_u (local.get $at) (i64.load offset=160 (local.get $record))))
        (i64.lt_u
          (i64.sub (local.get $at) (i64.load (i32.const 128)))
          (i64.load offset=17 (local.get $record)))))
    (call $return (i32.const 0) (i32.const 0) (i32.const 1))))

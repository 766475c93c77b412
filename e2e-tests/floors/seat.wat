;; Succeeds if somebody who holds a seat counts in a vote: the roster, which has not changed since the snapshot, is read.
;;
;; Input: the snapshot (8 bytes), the seat (1), the voter (32).
(module
  (import "env" "memory" (memory 1 1))
  (import "seal0" "input" (func $input (param i32 i32)))
  (import "seal0" "now" (func $now (param i32 i32)))
  (import "seal1" "get_storage" (func $read (param i32 i32 i32 i32) (result i32)))
  ;; 0: the input; 44: the roster's name; 48: lengths of the input, of a time, of the roster; 64: now
  (data (i32.const 44) "\01")
  (data (i32.const 48) "\29\00\00\00\08\00\00\00\1c\03")
  ;; 1024: the roster: since when, and for each seat from 1040 on: holder, tenure, end of the term, end of the suspension
  (func (export "deploy"))
  (func (export "call") (local $row i32)
    (call $input (i32.const 0) (i32.const 48))
    (call $now (i32.const 64) (i32.const 52))
    (drop (call $read (i32.const 44) (i32.const 1) (i32.const 1024) (i32.const 56)))
    (local.set $row (i32.add (i32.const 1040) (i32.mul (i32.load8_u (i32.const 8)) (i32.const 52))))
    (if (i64.gt_u (i64.load (i32.const 1024)) (i64.load (i32.const 0))) (then unreachable))
    (if (i64.ne (i64.load (local.get $row)) (i64.load (i32.const 9))) (then unreachable))
    (if (i64.ne (i64.load offset=8 (local.get $row)) (i64.load (i32.const 17))) (then unreachable))
    (if (i64.ne (i64.load offset=16 (local.get $row)) (i64.load (i32.const 25))) (then unreachable))
    (if (i64.ne (i64.load offset=24 (local.get $row)) (i64.load (i32.const 33))) (then unreachable))
    ;; Nobody's tenure is 0; who stays on after the term does so for 30 days.
    (if (i32.eqz (i32.load offset=32 (local.get $row))) (then unreachable))
    (if (i64.gt_u
          (i64.load (i32.const 64))
          (i64.add (i64.load offset=36 (local.get $row)) (i64.const 2592000000)))
      (then unreachable))
    (if (i64.lt_u (i64.load (i32.const 64)) (i64.load offset=44 (local.get $row))) (then unreachable))))

;; Moves units between two accounts that are their own delegates: the cell of each, which has its votes too, is read and
;; written, and one event tells.
;;
;; Input: who gets, the amount, nothing to say (32, 16, 1 bytes).
;; The amounts of a run lie below 2^64, so the high halves stay as they are.
(module
  (import "env" "memory" (memory 1 1))
  (import "seal0" "input" (func $input (param i32 i32)))
  (import "seal0" "caller" (func $caller (param i32 i32)))
  (import "seal0" "now" (func $now (param i32 i32)))
  (import "seal1" "get_storage" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "set_storage" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "seal0" "deposit_event" (func $emit (param i32 i32 i32 i32)))
  ;; 0: the name: part, account, number; 40: now
  ;; 48: lengths of the input, of an account, of a time, of the two cells
  (data (i32.const 48) "\31\00\00\00\20\00\00\00\08\00\00\00\35\03\00\00\35\03")
  ;; 80: one topic; 128: the event: 1, who gave, 1, who got, the amount
  (data (i32.const 80) "\04")
  (data (i32.const 128) "\01")
  (data (i32.const 161) "\01")
  ;; 1024, 2048: the cells: balance, and checkpoints (time, votes) from 53 on
  (func $copy (param $from i32) (param $to i32)
    (i64.store (local.get $to) (i64.load (local.get $from)))
    (i64.store offset=8 (local.get $to) (i64.load offset=8 (local.get $from)))
    (i64.store offset=16 (local.get $to) (i64.load offset=16 (local.get $from)))
    (i64.store offset=24 (local.get $to) (i64.load offset=24 (local.get $from))))
  ;; Changes balance and votes, and writes the cell.
  (func $note (param $cell i32) (param $length i32) (param $change i64) (local $last i32) (local $votes i64)
    (i64.store (local.get $cell) (i64.add (i64.load (local.get $cell)) (local.get $change)))
    (local.set $last (i32.add (local.get $cell) (local.get $length)))
    (local.set $votes (i64.add (i64.load (i32.sub (local.get $last) (i32.const 16))) (local.get $change)))
    (if (i64.lt_u (i64.load (i32.sub (local.get $last) (i32.const 24))) (i64.load (i32.const 40)))
      (then
        (i64.store (local.get $last) (i64.load (i32.const 40)))
        (local.set $length (i32.add (local.get $length) (i32.const 24)))
        (local.set $last (i32.add (local.get $last) (i32.const 24)))))
    (i64.store (i32.sub (local.get $last) (i32.const 16)) (local.get $votes))
    (drop (call $write (i32.const 0) (i32.const 37) (local.get $cell) (local.get $length))))
  (func (export "deploy"))
  (func (export "call")
    (call $input (i32.const 162) (i32.const 48))
    (call $caller (i32.const 129) (i32.const 52))
    (call $now (i32.const 40) (i32.const 56))
    (call $copy (i32.const 129) (i32.const 1))
    (drop (call $read (i32.const 0) (i32.const 37) (i32.const 1024) (i32.const 60)))
    (call $note (i32.const 1024) (i32.load (i32.const 60)) (i64.sub (i64.const 0) (i64.load (i32.const 194))))
    (call $copy (i32.const 162) (i32.const 1))
    (drop (call $read (i32.const 0) (i32.const 37) (i32.const 2048) (i32.const 64)))
    (call $note (i32.const 2048) (i32.load (i32.const 64)) (i64.load (i32.const 194)))
    (call $emit (i32.const 80) (i32.const 33) (i32.const 128) (i32.const 82))))

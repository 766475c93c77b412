;; Gives the votes of an account that is its own delegate to another one: the cell of each is read and written, and one event
;; tells.
;;
;; Input: the delegate (32 bytes). The votes of a run lie below 2^64, so the high halves stay as they are.
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
  (data (i32.const 48) "\20\00\00\00\20\00\00\00\08\00\00\00\35\03\00\00\35\03")
  ;; 80: one topic; 128: the event: account, old and new delegate
  (data (i32.const 80) "\04")
  ;; 1024, 2048: the cells: balance, state at 20, delegate at 21, and checkpoints (time, votes) from 53 on
  (func $copy (param $from i32) (param $to i32)
    (i64.store (local.get $to) (i64.load (local.get $from)))
    (i64.store offset=8 (local.get $to) (i64.load offset=8 (local.get $from)))
    (i64.store offset=16 (local.get $to) (i64.load offset=16 (local.get $from)))
    (i64.store offset=24 (local.get $to) (i64.load offset=24 (local.get $from))))
  ;; Changes the votes, and writes the cell.
  (func $note (param $cell i32) (param $length i32) (param $change i64) (local $last i32) (local $votes i64)
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
    (call $input (i32.const 192) (i32.const 48))
    (call $caller (i32.const 128) (i32.const 52))
    (call $now (i32.const 40) (i32.const 56))
    (call $copy (i32.const 128) (i32.const 1))
    (call $copy (i32.const 128) (i32.const 160))
    (drop (call $read (i32.const 0) (i32.const 37) (i32.const 1024) (i32.const 60)))
    (i32.store8 (i32.const 1044) (i32.const 1))
    (call $copy (i32.const 192) (i32.const 1045))
    (call $note (i32.const 1024) (i32.load (i32.const 60)) (i64.sub (i64.const 0) (i64.load (i32.const 1024))))
    (call $copy (i32.const 192) (i32.const 1))
    (drop (call $read (i32.const 0) (i32.const 37) (i32.const 2048) (i32.const 64)))
    (call $note (i32.const 2048) (i32.load (i32.const 64)) (i64.load (i32.const 1024)))
    (call $emit (i32.const 80) (i32.const 33) (i32.const 128) (i32.const 96))))

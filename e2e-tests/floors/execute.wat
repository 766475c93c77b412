;; Executes an operation: its cell, which has the hash of the actions, is read and marked, one event tells, and each action is
;; called.
;;
;; Input: the operation (4 bytes), then the list of actions as SCALE encodes it: target (32), selector (4), arguments behind
;; their length, money (16).
(module
  (import "env" "memory" (memory 1 1))
  (import "seal0" "input" (func $input (param i32 i32)))
  (import "seal1" "get_storage" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "set_storage" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "seal0" "hash_keccak_256" (func $keccak (param i32 i32 i32)))
  (import "seal2" "call"
    (func $contract (param i32 i32 i64 i64 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "seal0" "deposit_event" (func $emit (param i32 i32 i32 i32)))
  ;; 0: the cell's name: 1, operation; 8: lengths of the input and of the cell; 24: one topic
  (data (i32.const 0) "\01")
  (data (i32.const 8) "\00\40\00\00\40")
  (data (i32.const 24) "\04")
  ;; 64: the hash; 128: the cell: the hash, …, the mark as its last byte; 1024: the input, the actions from 1029 on
  (func (export "deploy"))
  (func (export "call") (local $action i32) (local $end i32) (local $length i32) (local $selector i32)
    (call $input (i32.const 1024) (i32.const 8))
    (i32.store (i32.const 1) (i32.load (i32.const 1024)))
    (drop (call $read (i32.const 0) (i32.const 5) (i32.const 128) (i32.const 12)))
    (local.set $end (i32.add (i32.const 1024) (i32.load (i32.const 8))))
    (call $keccak (i32.const 1028) (i32.sub (i32.load (i32.const 8)) (i32.const 4)) (i32.const 64))
    (if (i64.ne (i64.load (i32.const 64)) (i64.load (i32.const 128))) (then unreachable))
    (if (i64.ne (i64.load (i32.const 72)) (i64.load (i32.const 136))) (then unreachable))
    (if (i64.ne (i64.load (i32.const 80)) (i64.load (i32.const 144))) (then unreachable))
    (if (i64.ne (i64.load (i32.const 88)) (i64.load (i32.const 152))) (then unreachable))
    (i32.store8 (i32.add (i32.const 127) (i32.load (i32.const 12))) (i32.const 1))
    (drop (call $write (i32.const 0) (i32.const 5) (i32.const 128) (i32.load (i32.const 12))))
    (call $emit (i32.const 24) (i32.const 33) (i32.const 1) (i32.const 4))
    (local.set $action (i32.const 1029))
    (loop $next
      (local.set $selector (i32.load offset=32 (local.get $action)))
      (local.set $length (i32.load16_u offset=36 (local.get $action)))
      ;; A length of one byte or of two; the selector is moved to where the arguments begin.
      (if (i32.and (local.get $length) (i32.const 1))
        (then
          (i32.store offset=34 (local.get $action) (local.get $selector))
          (local.set $selector (i32.add (local.get $action) (i32.const 34))))
        (else
          (i32.store offset=33 (local.get $action) (local.get $selector))
          (local.set $length (i32.and (local.get $length) (i32.const 255)))
          (local.set $selector (i32.add (local.get $action) (i32.const 33)))))
      (local.set $length (i32.add (i32.shr_u (local.get $length) (i32.const 2)) (i32.const 4)))
      (if (call $contract (i32.const 0) (local.get $action) (i64.const 0) (i64.const 0) (i32.const -1)
            (i32.add (local.get $selector) (local.get $length))
            (local.get $selector) (local.get $length)
            (i32.const -1) (i32.const 0))
        (then unreachable))
      (local.set $action (i32.add (i32.add (local.get $selector) (local.get $length)) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $action) (local.get $end))))))

;; Books a token: take it from the caller where an amount is given, ask for the balance, and book what lies above the
;; balance that was accounted for.
;;
;; Input: the split, the asset (4 bytes each), and the amount (16 bytes) if the token is to be taken from the caller.
;; The amounts of a run lie below 2^64, so the high halves stay as they are.
(module
  (import "env" "memory" (memory 1 1))
  (import "seal0" "input" (func $input (param i32 i32)))
  (import "seal0" "caller" (func $caller (param i32 i32)))
  (import "seal0" "address" (func $address (param i32 i32)))
  (import "seal1" "get_storage" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "set_storage" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "call" (func $contract (param i32 i32 i64 i64 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "seal0" "deposit_event" (func $emit (param i32 i32 i32 i32)))
  ;; 0: the key: tag, id, asset, part
  (data (i32.const 0) "\07")
  ;; 20: lengths of the input, of accounts, of the token's cell, of the split's cell, of the answer
  (data (i32.const 20) "\18\00\00\00\20\00\00\00\30\00\00\00\1a\00\00\00\11")
  ;; 48: the split, the asset, the amount; 80: no value; 96: the event: split, version, asset, amount
  ;; 128: the token's cell: account, recorded balance; 192: the split's cell; 224: the answer
  ;; 256: PSP22::transfer_from(from, to, amount, nothing)
  (data (i32.const 256) "\54\b3\c7\6e")
  ;; 384: one topic
  (data (i32.const 384) "\04")
  (func (export "deploy"))
  (func (export "call") (local $arrived i64)
    (call $input (i32.const 48) (i32.const 20))
    (i32.store (i32.const 1) (i32.load (i32.const 52)))
    (drop (call $read (i32.const 0) (i32.const 17) (i32.const 128) (i32.const 28)))
    (call $address (i32.const 292) (i32.const 24))
    (if (i32.eq (i32.load (i32.const 20)) (i32.const 24))
      (then
        (call $caller (i32.const 260) (i32.const 24))
        (i64.store (i32.const 324) (i64.load (i32.const 56)))
        (if (call $contract (i32.const 0) (i32.const 128) (i64.const 0) (i64.const 0) (i32.const -1) (i32.const 80)
              (i32.const 256) (i32.const 85) (i32.const -1) (i32.const 0))
          (then unreachable))))
    ;; PSP22::balance_of(this contract), before the account that stands there already
    (i32.store (i32.const 288) (i32.const 0x2f386865))
    (if (call $contract (i32.const 0) (i32.const 128) (i64.const 0) (i64.const 0) (i32.const -1) (i32.const 80)
          (i32.const 288) (i32.const 36) (i32.const 224) (i32.const 36))
      (then unreachable))
    (local.set $arrived (i64.sub (i64.load (i32.const 225)) (i64.load (i32.const 160))))
    (i64.store (i32.const 160) (i64.load (i32.const 225)))
    (drop (call $write (i32.const 0) (i32.const 17) (i32.const 128) (i32.const 48)))
    (i32.store8 (i32.const 0) (i32.const 3))
    (i64.store (i32.const 1) (i64.load (i32.const 48)))
    (drop (call $read (i32.const 0) (i32.const 17) (i32.const 192) (i32.const 32)))
    (i64.store (i32.const 192) (i64.add (i64.load (i32.const 192)) (local.get $arrived)))
    (drop (call $write (i32.const 0) (i32.const 17) (i32.const 192) (i32.const 26)))
    (i32.store (i32.const 96) (i32.load (i32.const 48)))
    (i64.store (i32.const 100) (i64.load (i32.const 48)))
    (i64.store (i32.const 108) (local.get $arrived))
    (call $emit (i32.const 384) (i32.const 33) (i32.const 96) (i32.const 28))))

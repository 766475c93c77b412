;; Pays n accounts one amount each, and does nothing else.
;;
;; Input: the amount (16 bytes), then the accounts (32 bytes each).
(module
  (import "env" "memory" (memory 1 1))
  (import "seal0" "input" (func $input (param i32 i32)))
  (import "seal0" "transfer" (func $transfer (param i32 i32 i32 i32) (result i32)))
  (func (export "deploy"))
  (func (export "call") (local $account i32) (local $end i32)
    ;; 0: length of the input, 16: the amount, 32: the accounts
    (i32.store (i32.const 0) (i32.const 0xffe0))
    (call $input (i32.const 16) (i32.const 0))
    (local.set $end (i32.add (i32.const 16) (i32.load (i32.const 0))))
    (local.set $account (i32.const 32))
    (loop $next
      (if (call $transfer (local.get $account) (i32.const 32) (i32.const 16) (i32.const 16)) (then unreachable))
      (br_if $next
        (i32.lt_u (local.tee $account (i32.add (local.get $account) (i32.const 32))) (local.get $end))))))

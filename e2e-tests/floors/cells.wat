;; Writes cells, and does nothing else.
;;
;; Input: for each cell its key (17 bytes), its length (2 bytes) and its bytes.
(module
  (import "env" "memory" (memory 1 1))
  (import "seal0" "input" (func $input (param i32 i32)))
  (import "seal2" "set_storage" (func $write (param i32 i32 i32 i32) (result i32)))
  (func (export "deploy"))
  (func (export "call") (local $cell i32) (local $end i32) (local $length i32)
    ;; 0: length of the input, 4: the cells
    (i32.store (i32.const 0) (i32.const 0xfff0))
    (call $input (i32.const 4) (i32.const 0))
    (local.set $end (i32.add (i32.const 4) (i32.load (i32.const 0))))
    (local.set $cell (i32.const 4))
    (loop $next
      (drop (call $write
        (local.get $cell) (i32.const 17)
        (i32.add (local.get $cell) (i32.const 19))
        (local.tee $length (i32.load16_u offset=17 (local.get $cell)))))
      (local.set $cell (i32.add (i32.add (local.get $cell) (i32.const 19)) (local.get $length)))
      (br_if $next (i32.lt_u (local.get $cell) (local.get $end))))))

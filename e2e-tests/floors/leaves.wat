;; Pays leaves of a Merkle-sum table: the hashes of each proof, each leaf's cell, one event, one transfer each.
;;
;; Input: version, asset (4 bytes each), the number of leaves times four (1 byte); for each leaf its account (32 bytes),
;; weight (8), number of siblings times four (1) and siblings: side (1), hash (32), sum (8).
;; The amounts of a run, times a weight, lie below 2^64, so the high halves stay as they are.
(module
  (import "env" "memory" (memory 1 1))
  (import "seal0" "input" (func $input (param i32 i32)))
  (import "seal1" "get_storage" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "set_storage" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "seal0" "hash_keccak_256" (func $keccak (param i32 i32 i32)))
  (import "seal0" "transfer" (func $transfer (param i32 i32 i32 i32) (result i32)))
  (import "seal0" "deposit_event" (func $emit (param i32 i32 i32 i32)))
  ;; 0: the key: tag, id, asset, part
  (data (i32.const 0) "\01")
  ;; 20: lengths of the input, of the header, of the received cell, of a leaf's cell
  (data (i32.const 20) "\00\80\00\00\34\00\00\00\1a\00\00\00\10")
  ;; 40: the header, total weight at 52, root at 60; 96: what the split received; 128: what the leaf was paid
  ;; 144: an amount; 160: the node: hash, sum
  ;; 208: the event: asset, paid, tips, payouts, failed; 256: one topic
  (data (i32.const 256) "\04")
  ;; 300: what an inner node hashes: 1, left hash, left sum, right hash, right sum
  (data (i32.const 300) "\01")
  ;; 1024: the input
  (func $copy (param $from i32) (param $to i32)
    (i64.store (local.get $to) (i64.load (local.get $from)))
    (i64.store offset=8 (local.get $to) (i64.load offset=8 (local.get $from)))
    (i64.store offset=16 (local.get $to) (i64.load offset=16 (local.get $from)))
    (i64.store offset=24 (local.get $to) (i64.load offset=24 (local.get $from)))
    (i64.store offset=32 (local.get $to) (i64.load offset=32 (local.get $from))))
  (func (export "deploy"))
  (func (export "call")
    (local $leaf i32) (local $at i32) (local $end i32) (local $left i32) (local $low i64) (local $earned i64)
    (call $input (i32.const 1024) (i32.const 20))
    (i32.store (i32.const 1) (i32.load (i32.const 1024)))
    (drop (call $read (i32.const 0) (i32.const 17) (i32.const 40) (i32.const 24)))
    (i32.store8 (i32.const 0) (i32.const 3))
    (i32.store (i32.const 5) (i32.load (i32.const 1028)))
    (drop (call $read (i32.const 0) (i32.const 17) (i32.const 96) (i32.const 28)))
    (i32.store8 (i32.const 0) (i32.const 5))
    (local.set $at (i32.const 1033))
    (loop $leaves
      (local.set $leaf (local.get $at))
      ;; The byte before the leaf has been read; it makes place for the tag of a leaf.
      (i32.store8 (i32.sub (local.get $leaf) (i32.const 1)) (i32.const 0))
      (call $keccak (i32.sub (local.get $leaf) (i32.const 1)) (i32.const 41) (i32.const 160))
      (i64.store (i32.const 192) (i64.load offset=32 (local.get $leaf)))
      (local.set $low (i64.const 0))
      (local.set $at (i32.add (local.get $leaf) (i32.const 41)))
      (local.set $end
        (i32.add
          (local.get $at)
          (i32.mul (i32.shr_u (i32.load8_u offset=40 (local.get $leaf)) (i32.const 2)) (i32.const 41))))
      (block $proved
        (loop $siblings
          (br_if $proved (i32.eq (local.get $at) (local.get $end)))
          (local.set $left (i32.load8_u (local.get $at)))
          (call $copy
            (i32.add (local.get $at) (i32.const 1))
            (select (i32.const 301) (i32.const 341) (local.get $left)))
          (call $copy (i32.const 160) (select (i32.const 341) (i32.const 301) (local.get $left)))
          (if (local.get $left)
            (then (local.set $low (i64.add (local.get $low) (i64.load offset=33 (local.get $at))))))
          (i64.store (i32.const 192) (i64.add (i64.load (i32.const 192)) (i64.load offset=33 (local.get $at))))
          (call $keccak (i32.const 300) (i32.const 81) (i32.const 160))
          (local.set $at (i32.add (local.get $at) (i32.const 41)))
          (br $siblings)))
      (if (i64.ne (i64.load (i32.const 160)) (i64.load (i32.const 60))) (then unreachable))
      (if (i64.ne (i64.load (i32.const 168)) (i64.load (i32.const 68))) (then unreachable))
      (if (i64.ne (i64.load (i32.const 176)) (i64.load (i32.const 76))) (then unreachable))
      (if (i64.ne (i64.load (i32.const 184)) (i64.load (i32.const 84))) (then unreachable))
      (if (i64.ne (i64.load (i32.const 192)) (i64.load (i32.const 52))) (then unreachable))
      (i64.store (i32.const 9) (local.get $low))
      (if (call $read (i32.const 0) (i32.const 17) (i32.const 128) (i32.const 32))
        (then (i64.store (i32.const 128) (i64.const 0))))
      (local.set $earned
        (i64.div_u
          (i64.mul (i64.load (i32.const 96)) (i64.load offset=32 (local.get $leaf)))
          (i64.load (i32.const 52))))
      (i64.store (i32.const 144) (i64.sub (local.get $earned) (i64.load (i32.const 128))))
      (i64.store (i32.const 128) (local.get $earned))
      (drop (call $write (i32.const 0) (i32.const 17) (i32.const 128) (i32.const 16)))
      (if (call $transfer (local.get $leaf) (i32.const 32) (i32.const 144) (i32.const 16)) (then unreachable))
      (i64.store (i32.const 212) (i64.add (i64.load (i32.const 212)) (i64.load (i32.const 144))))
      (i32.store (i32.const 244) (i32.add (i32.load (i32.const 244)) (i32.const 1)))
      (br_if $leaves
        (i32.lt_u (local.get $at) (i32.add (i32.const 1024) (i32.load (i32.const 20))))))
    (i32.store (i32.const 208) (i32.load (i32.const 1028)))
    (call $emit (i32.const 256) (i32.const 33) (i32.const 208) (i32.const 44))))

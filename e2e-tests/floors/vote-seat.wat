;; Counts the vote of a seat: the proposal's record is read and written, the committee, whose account lies in a cell, is asked
;; whether the seat counts, and one event tells.
;;
;; Input: the proposal (4 bytes), the seat (1), what is voted (1), the reason as SCALE encodes it.
(module
  (import "env" "memory" (memory 1 1))
  (import "seal0" "input" (func $input (param i32 i32)))
  (import "seal0" "caller" (func $caller (param i32 i32)))
  (import "seal1" "get_storage" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "set_storage" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "call"
    (func $contract (param i32 i32 i64 i64 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "seal0" "deposit_event" (func $emit (param i32 i32 i32 i32)))
  ;; 7: the record's name: 4, proposal; 8: the event: proposal, seat, voter, what, reason
  (data (i32.const 7) "\04")
  ;; 40: the input, whose end stands where the event's does
  ;; 512: lengths of the input, of an account, of the record, of the cell with the committee; 528: the name of that cell
  (data (i32.const 512) "\00\02\00\00\20\00\00\00\ab\00\00\00\e0\00\00\00\01")
  ;; 544: the question: snapshot, seat, voter; 592: no value; 656: one topic
  (data (i32.const 656) "\04")
  ;; 1024: the record: snapshot at 15, seats at 127; 1280: whom the governor asks: the committee at 32
  (func $clear (param $place i32) (param $bit i32)
    (i32.store16
      (local.get $place)
      (i32.and (i32.load16_u (local.get $place)) (i32.xor (local.get $bit) (i32.const -1)))))
  (func (export "deploy"))
  (func (export "call") (local $bit i32) (local $place i32)
    (call $input (i32.const 40) (i32.const 512))
    (i32.store (i32.const 8) (i32.load (i32.const 40)))
    (i32.store8 (i32.const 12) (i32.load8_u (i32.const 44)))
    (i32.store8 (i32.const 552) (i32.load8_u (i32.const 44)))
    (call $caller (i32.const 13) (i32.const 516))
    (call $caller (i32.const 553) (i32.const 516))
    (drop (call $read (i32.const 7) (i32.const 5) (i32.const 1024) (i32.const 520)))
    (drop (call $read (i32.const 528) (i32.const 1) (i32.const 1280) (i32.const 524)))
    (i64.store (i32.const 544) (i64.load (i32.const 1039)))
    (if (call $contract (i32.const 0) (i32.const 1312) (i64.const 0) (i64.const 0) (i32.const -1) (i32.const 592)
          (i32.const 544) (i32.const 41) (i32.const -1) (i32.const 0))
      (then unreachable))
    (local.set $bit (i32.shl (i32.const 1) (i32.load8_u (i32.const 12))))
    (call $clear (i32.const 1151) (local.get $bit))
    (call $clear (i32.const 1153) (local.get $bit))
    (call $clear (i32.const 1155) (local.get $bit))
    (local.set $place (i32.add (i32.const 1151) (i32.shl (i32.load8_u (i32.const 45)) (i32.const 1))))
    (i32.store16 (local.get $place) (i32.or (i32.load16_u (local.get $place)) (local.get $bit)))
    (drop (call $write (i32.const 7) (i32.const 5) (i32.const 1024) (i32.const 171)))
    (call $emit (i32.const 656) (i32.const 33) (i32.const 8)
      (i32.add (i32.const 32) (i32.load (i32.const 512))))))

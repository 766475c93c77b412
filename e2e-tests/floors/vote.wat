;; Counts a vote: the proposal's record and the voter's ballot are read and written, and one event tells. Who has no ballot yet
;; is weighed: one call.
;;
;; Input: the proposal (4 bytes), what is voted (1 byte), the reason as SCALE encodes it.
;; The votes of a run lie below 2^64, so the high halves stay as they are.
(module
  (import "env" "memory" (memory 1 1))
  (import "seal0" "input" (func $input (param i32 i32)))
  (import "seal0" "caller" (func $caller (param i32 i32)))
  (import "seal1" "get_storage" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "set_storage" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "call"
    (func $contract (param i32 i32 i64 i64 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "seal0" "deposit_event" (func $emit (param i32 i32 i32 i32)))
  ;; 7: the record's name: 4, proposal; the ballot's: 7, proposal, voter
  (data (i32.const 7) "\04")
  ;; 8: the event: proposal, voter, what, weight, reason; 56: the input, whose reason stands where the event's does
  ;; 512: lengths of the input, of an account, of the record, of the ballot, of the answer
  (data (i32.const 512) "\00\02\00\00\20\00\00\00\ab\00\00\00\11\00\00\00\20")
  ;; 544: the question: time, name of the voter's cell; 592: the answer: votes, those of all; 640: no value; 656: one topic
  (data (i32.const 656) "\04")
  ;; 1024: the record: snapshot at 15, eligible at 47, tally at 63, votes token at 139; 1280: the ballot: weight, said
  (func $add (param $said i32) (param $votes i64) (local $place i32)
    (local.set $place (i32.add (i32.const 1087) (i32.shl (local.get $said) (i32.const 4))))
    (i64.store (local.get $place) (i64.add (i64.load (local.get $place)) (local.get $votes))))
  (func (export "deploy"))
  (func (export "call") (local $said i32) (local $support i32)
    (call $input (i32.const 56) (i32.const 512))
    (call $caller (i32.const 12) (i32.const 516))
    (i32.store (i32.const 8) (i32.load (i32.const 56)))
    (i32.store8 (i32.const 44) (local.tee $support (i32.load8_u (i32.const 60))))
    (drop (call $read (i32.const 7) (i32.const 5) (i32.const 1024) (i32.const 520)))
    (i32.store8 (i32.const 7) (i32.const 7))
    (if (call $read (i32.const 7) (i32.const 37) (i32.const 1280) (i32.const 524))
      (then
        (i64.store (i32.const 544) (i64.load (i32.const 1039)))
        (i64.store (i32.const 553) (i64.load (i32.const 12)))
        (i64.store (i32.const 561) (i64.load (i32.const 20)))
        (i64.store (i32.const 569) (i64.load (i32.const 28)))
        (i64.store (i32.const 577) (i64.load (i32.const 36)))
        (if (call $contract (i32.const 0) (i32.const 1163) (i64.const 0) (i64.const 0) (i32.const -1) (i32.const 640)
              (i32.const 544) (i32.add (i32.const 45) (i64.eqz (i64.load (i32.const 1071))))
              (i32.const 592) (i32.const 528))
          (then unreachable))
        (i64.store (i32.const 1280) (i64.load (i32.const 592)))
        (if (i64.eqz (i64.load (i32.const 1071)))
          (then (i64.store (i32.const 1071) (i64.load (i32.const 608))))))
      (else
        (local.set $said (i32.load8_u (i32.const 1296)))
        (call $add
          (i32.and (local.get $said) (i32.const 3))
          (i64.sub (i64.const 0) (i64.load (i32.const 1280))))))
    (call $add (local.get $support) (i64.load (i32.const 1280)))
    (i32.store8 (i32.const 1296) (i32.or (local.get $support) (i32.and (local.get $said) (i32.const 4))))
    (drop (call $write (i32.const 7) (i32.const 37) (i32.const 1280) (i32.const 17)))
    (i32.store8 (i32.const 7) (i32.const 4))
    (drop (call $write (i32.const 7) (i32.const 5) (i32.const 1024) (i32.const 171)))
    (i64.store (i32.const 45) (i64.load (i32.const 1280)))
    (i64.store (i32.const 53) (i64.const 0))
    (call $emit (i32.const 656) (i32.const 33) (i32.const 8)
      (i32.add (i32.const 48) (i32.load (i32.const 512))))))

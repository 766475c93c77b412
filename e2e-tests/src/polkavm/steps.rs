//! What a call paid for, step by step.
//!
//! The machine tells what each host function cost, and the instructions between two of them. What is left over is what the
//! call cost before it began: loading its code, and by default its first block of instructions.

use crate::gas::items::{add, Heard, Item};

/// The machine always tells; nobody has to listen first.
pub const fn listen() {}

/// The items of a call. Those of the contracts that it calls are among them.
#[must_use]
pub fn items(heard: &Heard<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    for line in heard.called.notes.lines() {
        let mut words = line.split(' ');
        let (Some(name), Some(ref_time), Some(proof_size)) = (words.next(), words.next(), words.next()) else {
            continue;
        };
        let number = |word: &str| word.parse().unwrap_or(0);
        let what = if name == "pvm_fuel" { "instructions, stretches of" } else { name };
        let (ref_time, proof_size) = (number(ref_time), Some(number(proof_size)));
        add(&mut items, Item { what: what.into(), count: 1, ref_time, proof_size });
    }
    let known: u64 = items.iter().map(|item| item.ref_time).sum();
    let known_proof: u64 = items.iter().filter_map(|item| item.proof_size).sum();
    items.push(Item {
        what: "code, bytes".into(),
        count: heard.code as u64,
        ref_time: heard.called.ref_time.saturating_sub(known),
        proof_size: Some(heard.called.proof_size.saturating_sub(known_proof)),
    });
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::Called;

    #[test]
    fn items_sum_to_what_the_call_cost() {
        let called = Called {
            outcome: Ok(Vec::new()),
            reverted: false,
            ref_time: 9_000_000,
            proof_size: 1_000,
            deposit: 0,
            events: Vec::new(),
            notes: "now 300 7\npvm_fuel 40 0\nnow 300 7\n".into(),
        };
        let items = items(&Heard { called: &called, code: 100, input: 0 });
        assert_eq!(items.iter().map(|item| item.ref_time).sum::<u64>(), 9_000_000);
        assert_eq!(items.iter().filter_map(|item| item.proof_size).sum::<u64>(), 1_000);
        assert!(items.iter().any(|item| item.what == "now" && item.count == 2 && item.ref_time == 600));
        assert!(items.iter().any(|item| item.what == "code, bytes" && item.ref_time == 9_000_000 - 640));
    }
}

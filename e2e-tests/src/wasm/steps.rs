//! What a call paid for, step by step.
//!
//! The machine notes each host function that a contract calls if somebody listens on the right channel of the log. Each has a
//! known weight; what is left over are the instructions of the contract itself.

use super::runtime::Runtime;
use crate::gas::items::{add, Heard, Item};
use drink::pallet_contracts::{Config, Schedule, WeightInfo};
use frame_support::weights::Weight;
use std::sync::Once;

/// The channel on which the machine notes host functions.
const CHANNEL: &str = "runtime::contracts::strace";

struct Listener;

impl log::Log for Listener {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.target() == CHANNEL
    }
    fn log(&self, _: &log::Record<'_>) {}
    fn flush(&self) {}
}

/// From now on the machine notes what contracts call.
pub fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Somebody else may listen already; then there is nothing to set.
        if log::set_logger(&Listener).is_ok() {
            log::set_max_level(log::LevelFilter::Trace);
        }
    });
}

/// The items of a call. What the contracts do that it calls counts with what it does itself; the lengths of their inputs are not
/// noted, so all inputs are taken to be as long as the first one.
#[must_use]
pub fn items(heard: &Heard<'_>) -> Vec<Item> {
    let code = bytes_weight(heard.code);
    let item = |what: &str, count, ref_time| Item { what: what.into(), count, ref_time, proof_size: None };
    let mut items = vec![item("code, bytes", heard.code as u64, code)];
    for line in heard.called.notes.lines() {
        let Some((name, ref_time)) = priced(line, heard.input) else { continue };
        add(&mut items, item(name, 1, ref_time));
    }
    let known: u64 = items.iter().map(|item| item.ref_time).sum();
    let rest = heard.called.ref_time.saturating_sub(known);
    let per_instruction = u64::from(Schedule::<Runtime>::default().instruction_weights.base).max(1);
    items.push(item("instructions (and bytes read)", rest / per_instruction, rest));
    items
}

fn bytes_weight(bytes: usize) -> u64 {
    type Weights = <Runtime as Config>::WeightInfo;
    let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
    Weights::call_with_code_per_byte(bytes).saturating_sub(Weights::call_with_code_per_byte(0)).ref_time()
}

/// The host function of a noted line and what it cost; what was read or copied out of storage is not noted.
fn priced(line: &str, input: usize) -> Option<(&str, u64)> {
    let (name, rest) = line.split_once("::")?.1.split_once('(')?;
    let (arguments, outcome) = rest.rsplit_once(") = ").map_or((rest, ""), |parts| parts);
    let argument = |name: &str| {
        let values = arguments.split(", ").filter_map(|pair| pair.split_once(": "));
        let value = values.into_iter().find(|(argument, _)| *argument == name)?.1;
        value.parse::<u64>().ok()
    };
    let bytes = |name: &str| argument(name).unwrap_or(0);
    // A cell that was not there answers with the highest number.
    let number = outcome.trim_start_matches("Ok(").trim_end_matches(')').parse::<u32>();
    let old = number.ok().filter(|length| *length < u32::MAX).map_or(0, u64::from);
    let weights = Schedule::<Runtime>::default().host_fn_weights;
    let weight: Weight = match name {
        "input" => weights.input + weights.input_per_byte * input as u64,
        "value_transferred" => weights.value_transferred,
        "caller" => weights.caller,
        "address" => weights.address,
        "now" => weights.now,
        "get_storage" => weights.get_storage,
        "set_storage" => {
            let new = weights.set_storage_per_new_byte * bytes("value_len");
            weights.set_storage + new + weights.set_storage_per_old_byte * old
        }
        "deposit_event" => {
            let topics = weights.deposit_event_per_topic * (bytes("topics_len") / 32);
            weights.deposit_event + topics + weights.deposit_event_per_byte * bytes("data_len")
        }
        "hash_keccak_256" => weights.hash_keccak_256 + weights.hash_keccak_256_per_byte * bytes("input_len"),
        "transfer" => weights.transfer,
        "call" => weights.call + weights.return_per_byte * bytes("input_data_len"),
        "delegate_call" => weights.delegate_call + weights.return_per_byte * bytes("input_data_len"),
        "seal_return" => weights.r#return + weights.return_per_byte * bytes("data_len"),
        _ => return None,
    };
    Some((name, weight.ref_time()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::Called;

    #[test]
    fn priced_reads_lengths_and_the_length_that_was_there() {
        let price = |line: &str| priced(line, 10).map(|(name, ref_time)| (name.to_owned(), ref_time));
        let write = |length: u32, old: &str| {
            price(&format!("seal2::set_storage(key_ptr: 0, key_len: 17, value_ptr: 32, value_len: {length}) = {old}"))
        };
        let weights = Schedule::<Runtime>::default().host_fn_weights;
        let base = weights.set_storage.ref_time();
        assert_eq!(write(0, "Ok(4294967295)"), Some(("set_storage".into(), base)));
        let per_byte = weights.set_storage_per_new_byte.ref_time();
        assert_eq!(write(26, "Ok(0)"), Some(("set_storage".into(), base + 26 * per_byte)));
        assert!(write(26, "Ok(26)") > write(26, "Ok(0)"));
        assert_eq!(
            price("seal0::now(out_ptr: 1, out_len_ptr: 2) = Ok(())"),
            Some(("now".into(), weights.now.ref_time()))
        );
        assert_eq!(price("a panic in the contract"), None);
    }

    #[test]
    fn items_sum_to_what_the_call_cost() {
        let notes = "seal0::now(out_ptr: 1, out_len_ptr: 2) = Ok(())\n".repeat(2);
        let called = Called {
            outcome: Ok(Vec::new()),
            reverted: false,
            ref_time: 9_000_000,
            proof_size: 0,
            deposit: 0,
            events: Vec::new(),
            notes,
        };
        let items = items(&Heard { called: &called, code: 100, input: 0 });
        assert_eq!(items.iter().map(|item| item.ref_time).sum::<u64>(), 9_000_000);
        assert!(items.iter().any(|item| item.what == "now" && item.count == 2));
    }
}

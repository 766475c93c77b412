//! Where the picoseconds of a call go: code, host functions, instructions.

use super::table;
use crate::{chain::Called, steps};

/// A call that was listened to, and what the chain loaded and gave it.
pub struct Heard<'a> {
    /// The call.
    pub called: &'a Called,
    /// The bytes of all the code that it ran.
    pub code: usize,
    /// The bytes of the call's input.
    pub input: usize,
}

/// One kind of cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// What was paid for.
    pub what: String,
    /// How often, or how many bytes.
    pub count: u64,
    /// Picoseconds in all.
    pub ref_time: u64,
    /// Bytes of proof in all, where the machine tells them.
    pub proof_size: Option<u64>,
}

/// Adds a cost to those of its kind.
pub fn add(items: &mut Vec<Item>, more: Item) {
    match items.iter_mut().find(|item| item.what == more.what) {
        Some(item) => {
            item.count += more.count;
            item.ref_time += more.ref_time;
            item.proof_size = item.proof_size.zip(more.proof_size).map(|(one, other)| one + other);
        }
        None => items.push(more),
    }
}

/// The items of a call, the dearest first. They sum to what the call cost.
#[must_use]
pub fn items(heard: &Heard<'_>) -> Vec<Item> {
    let mut items = steps::items(heard);
    items.sort_by_key(|item| std::cmp::Reverse(item.ref_time));
    items
}

/// A call's items, where nothing stands beside them.
#[must_use]
pub fn alone(real: &Heard<'_>) -> String {
    let mut real = items(real);
    real.push(all(&real));
    let lines = real.iter().map(|item| {
        let count = table::grouped(i64::try_from(item.count).unwrap_or(i64::MAX));
        (item.what.clone(), vec![count, table::micros(item.ref_time)])
    });
    table::numbers(&["item", "count", "µs"], lines)
}

/// A call's items beside its floor's.
#[must_use]
pub fn beside(real: &Heard<'_>, floor: &Heard<'_>) -> String {
    let (mut real, mut floor) = (items(real), items(floor));
    real.push(all(&real));
    floor.push(all(&floor));
    let mut names: Vec<&str> = real.iter().map(|item| item.what.as_str()).collect();
    let others = floor.iter().map(|item| item.what.as_str()).filter(|name| !real.iter().any(|item| item.what == *name));
    // What only the floor does stands before the sums.
    names.splice(names.len() - 1..names.len() - 1, others.collect::<Vec<_>>());
    let of = |items: &[Item], name: &str| items.iter().find(|item| item.what == name).cloned().unwrap_or_default();
    let grouped = |count| table::grouped(i64::try_from(count).unwrap_or(i64::MAX));
    let proof = |item: &Item| item.proof_size.map_or_else(String::new, grouped);
    let lines = names.iter().map(|name| {
        let (real, floor) = (of(&real, name), of(&floor, name));
        let numbers = vec![
            grouped(real.count),
            table::micros(real.ref_time),
            proof(&real),
            grouped(floor.count),
            table::micros(floor.ref_time),
            proof(&floor),
            table::micros(real.ref_time.saturating_sub(floor.ref_time)),
        ];
        ((*name).to_owned(), numbers)
    });
    let head = ["item", "count", "µs", "proof", "floor count", "floor µs", "floor proof", "µs above floor"];
    table::numbers(&head, lines)
}

fn all(items: &[Item]) -> Item {
    let mut all = Vec::new();
    for item in items {
        add(&mut all, Item { what: "all".into(), count: 0, ..item.clone() });
    }
    all.pop().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(what: &str, ref_time: u64, proof_size: Option<u64>) -> Item {
        Item { what: what.into(), count: 1, ref_time, proof_size }
    }

    #[test]
    fn add_sums_what_is_of_a_kind() {
        let mut items = vec![item("now", 3, Some(1))];
        add(&mut items, item("now", 4, Some(2)));
        add(&mut items, item("caller", 5, None));
        assert_eq!(items, [Item { count: 2, ..item("now", 7, Some(3)) }, item("caller", 5, None)]);
    }

    #[test]
    fn add_knows_no_sum_where_a_part_is_not_known() {
        let mut items = vec![item("now", 3, Some(1))];
        add(&mut items, item("now", 4, None));
        assert_eq!(items[0].proof_size, None);
    }
}

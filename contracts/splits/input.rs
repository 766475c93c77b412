//! What the entry points of both codes share.

use crate::money;
use atelier_host::entry::{answer_bytes, done, Input};
use atelier_splits::{Id, Step};
use ink::selector_id;

/// The selector of the one message that may come with money.
pub const DEPOSIT: u32 = selector_id!("deposit");

/// Reads one step of a path.
#[inline(never)]
pub fn step(input: &mut Input) -> Step {
    Step { version: input.u32(), index: input.u16() }
}

/// Reads a path: of at most 63 steps, because a longer one is none of this contract's.
#[inline(never)]
pub fn path(input: &mut Input) -> &'static [Step] {
    let count = input.short_count();
    steps(input, count)
}

fn steps(input: &mut Input, count: usize) -> &'static [Step] {
    input.items(count, step).leak()
}

/// Calls a message of the hot code; comes back if there is none with this selector.
#[inline(always)]
pub fn call_hot(selector: u32, input: &mut Input) {
    const DEPOSIT_TOKEN: u32 = selector_id!("deposit_token");
    const CREDIT: u32 = selector_id!("credit");
    const CLAIM: u32 = selector_id!("claim");
    const CLAIM_PATH: u32 = selector_id!("claim_path");
    const PAY_ALL: u32 = selector_id!("pay_all");

    match selector {
        DEPOSIT => money::deposit(Id(input.u32())),
        DEPOSIT_TOKEN | CREDIT => {
            let (split, asset) = (Id(input.u32()), input.u32());
            let amount = (selector == DEPOSIT_TOKEN).then(|| input.u128());
            money::take_in(split, asset, amount);
        }
        CLAIM | CLAIM_PATH => {
            let count = if selector == CLAIM { 1 } else { input.short_count() };
            let path = steps(input, count);
            answer_bytes(&money::claim(path, input.u32(), None).to_le_bytes());
        }
        PAY_ALL => {
            let (split, asset, from) = (Id(input.u32()), input.u32(), input.u16());
            answer_bytes(&money::pay_all(split, asset, from, input.u16()).to_bytes());
        }
        _ => return,
    }
    done();
}

//! Entry points. Selectors and argument types are those that the ink! contract in `lib.rs` declares; a test calls every
//! message of the metadata.

use crate::shell;
use atelier_governance::treasury::{Spend, Stream};
use atelier_host::{
    self as host,
    entry::{leave, refuse, tell, Input},
};
use ink::selector_id;

host::entry_points!(instantiate, answer, ());

/// The selector and the arguments of a call, which must not come with money: plain transfers are income.
fn open() -> (u32, &'static mut Input) {
    let input = Input::of_call();
    if host::value() != Some(0) {
        refuse();
    }
    (input.selector(), input)
}

/// Instantiates a treasury.
fn instantiate() {
    let (selector, input) = open();
    if selector != selector_id!("new") {
        refuse();
    }
    leave(shell::instantiate([input.array(), input.array(), input.array()], input.u64(), input.value()));
}

/// Calls a message.
fn answer() {
    const SYNC: u32 = selector_id!("sync");
    const COLLECT: u32 = selector_id!("collect");
    const REDIRECT: u32 = selector_id!("redirect");
    const SPEND: u32 = selector_id!("spend");
    const OPEN_STREAM: u32 = selector_id!("open_stream");
    const CANCEL_STREAM: u32 = selector_id!("cancel_stream");
    const MOVE_FUNDS: u32 = selector_id!("move_funds");
    const REGISTER_ASSET: u32 = selector_id!("register_asset");
    const SET_POLICY: u32 = selector_id!("set_policy");
    const SET_CAP: u32 = selector_id!("set_cap");

    let (selector, input) = open();
    match selector {
        SYNC => leave(shell::sync(input.u32())),
        COLLECT => leave(shell::collect(input.u32())),
        REDIRECT => leave(shell::redirect(input.u32(), input.account_here())),
        SPEND | OPEN_STREAM => {
            let mut spend = Spend {
                bucket: input.value(),
                asset: input.u32(),
                to: input.array(),
                amount: input.u128(),
                stream: None,
            };
            if selector == OPEN_STREAM {
                spend.stream = Some(Stream { start: input.u64(), cliff: input.u64(), end: input.u64() });
            }
            leave(shell::spend(spend));
        }
        CANCEL_STREAM => leave(shell::cancel_stream(input.u32())),
        MOVE_FUNDS => leave(shell::move_funds([input.value(), input.value()], input.u32(), input.u128())),
        REGISTER_ASSET => leave(shell::register_asset(input.account_here())),
        SET_POLICY => leave(shell::set_policy(input.value())),
        SET_CAP => leave(shell::set_cap(input.value(), input.u32(), input.u128())),
        _ => ask(selector, input),
    }
}

/// Answers a question.
#[inline(never)]
fn ask(selector: u32, input: &mut Input) -> ! {
    const BUCKET: u32 = selector_id!("bucket");
    const BOOKS: u32 = selector_id!("books");
    const UNBOOKED: u32 = selector_id!("unbooked");
    const DEBT: u32 = selector_id!("debt");
    const DEBTS: u32 = selector_id!("debts");
    const DUE: u32 = selector_id!("due");
    const CAP_OF: u32 = selector_id!("cap_of");
    const ASSETS: u32 = selector_id!("assets");
    const ASSET_OF: u32 = selector_id!("asset_of");
    const ROLES: u32 = selector_id!("roles");

    match selector {
        BUCKET => {
            let (asset, bucket) = (input.u32(), input.value::<atelier_governance::treasury::Bucket>());
            tell(&shell::books(asset).map(|books| books.buckets[bucket as usize]));
        }
        BOOKS => tell(&shell::books(input.u32())),
        UNBOOKED => tell(&shell::unbooked(input.u32())),
        DEBT => tell(&shell::debt(input.u32())),
        DEBTS => tell(&shell::debts(input.u32(), input.u32())),
        DUE => tell(&shell::due(input.u32())),
        CAP_OF => tell(&shell::cap_of(input.value(), input.u32())),
        ASSETS => tell(&shell::assets(input.u32(), input.u32())),
        ASSET_OF => tell(&shell::asset_of(input.account_here())),
        ROLES => tell(&shell::roles()),
        _ => refuse(),
    }
}

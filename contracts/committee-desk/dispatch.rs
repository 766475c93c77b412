//! Entry points; see the committee's.

use atelier_governance::roster::Settings;
use atelier_host::{
    self as host,
    entry::{leave, refuse, tell, Input},
};
use committee::desk;
use ink::selector_id;

host::entry_points!(instantiate, answer, ());

/// This code is run by the committee only. A contract of its own it would be another committee.
fn instantiate() {
    refuse();
}

/// Calls a message; that none comes with money was seen to by whoever runs this.
fn answer() {
    let input = Input::of_call();
    match input.selector() {
        selector_id!("new") => {
            // The hash of this code, which keeps it.
            input.hash_here();
            let (dual, strategic) = (input.account_here(), input.account_here());
            let settings = Settings { term: input.u64(), first_end: input.u64() };
            let holders = input.list(|input| input.option(Input::array));
            leave(desk::new(dual, strategic, settings, &holders))
        }
        selector_id!("appoint") => leave(desk::appoint(input.byte(), input.account_here())),
        selector_id!("accept") => leave(desk::accept(input.byte())),
        selector_id!("resign") => leave(desk::resign(input.byte())),
        selector_id!("rotate_key") => leave(desk::rotate_key(input.byte(), input.account_here())),
        selector_id!("finalize_rotation") => leave(desk::finalize_rotation(input.byte())),
        selector_id!("cancel_rotation") => leave(desk::cancel_rotation(input.byte())),
        selector_id!("vote_to_suspend") => {
            let (own, seat, length) = (input.byte(), input.byte(), input.count());
            let Ok(reason) = core::str::from_utf8(input.bytes(length)) else { refuse() };
            leave(desk::vote_to_suspend(own, seat, reason))
        }
        selector_id!("reinstate") => leave(desk::reinstate(input.byte(), input.u32())),
        selector_id!("remove_seat") => leave(desk::remove_seat(input.byte(), input.u32())),
        selector_id!("holder_at") => leave(desk::holder_at(input.byte(), input.u64())),
        selector_id!("roster_at") => leave(desk::roster_at(input.u64())),
        selector_id!("seat") => leave(desk::seat(input.byte())),
        selector_id!("seats") => tell(&desk::seats()),
        selector_id!("settings") => tell(&desk::settings()),
        selector_id!("authorities") => tell(&desk::authorities()),
        _ => refuse(),
    }
}

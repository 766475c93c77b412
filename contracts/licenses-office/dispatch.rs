//! Entry points; see those of the contract's own code.

use atelier_host::{
    self as host,
    entry::{leave, refuse, tell, Input},
};
use atelier_licensing::{meter::Report, units::LicenseId};
use ink::selector_id;
use licenses::office::{self, disputes, exclusives, gate, seats, usage};

host::entry_points!(refuse, answer, ());

/// Calls a message.
fn answer() {
    const REGISTER_TERMS: u32 = selector_id!("register_terms");
    const GRANT_EXCLUSIVE: u32 = selector_id!("grant_exclusive");
    const GRANT_LIBRARY_EXCLUSIVE: u32 = selector_id!("grant_library_exclusive");
    const END_EXCLUSIVE: u32 = selector_id!("end_exclusive");
    const ASSIGN_SEAT: u32 = selector_id!("assign_seat");
    const REMOVE_SEAT: u32 = selector_id!("remove_seat");
    const SET_GATE_KEY: u32 = selector_id!("set_gate_key");
    const REMOVE_GATE_KEY: u32 = selector_id!("remove_gate_key");
    const CONSUME: u32 = selector_id!("consume");
    const REDEEM_VOUCHER: u32 = selector_id!("redeem_voucher");
    const REPORT_REVENUE: u32 = selector_id!("report_revenue");
    const OPEN_DISPUTE: u32 = selector_id!("open_dispute");
    const RESPOND: u32 = selector_id!("respond");
    const SUSPEND: u32 = selector_id!("suspend");
    const RULE: u32 = selector_id!("rule");
    const APPEAL: u32 = selector_id!("appeal");
    const EXECUTE_RULING: u32 = selector_id!("execute_ruling");
    const SET_BOND: u32 = selector_id!("set_bond");
    const SWEEP_EXCLUSIVES: u32 = selector_id!("sweep_exclusives");

    let input = Input::of_call();
    let selector = input.selector();
    if !matches!(selector, REPORT_REVENUE | OPEN_DISPUTE | APPEAL) && host::value() != Some(0) {
        refuse();
    }
    match selector {
        REGISTER_TERMS => leave(office::register_terms(&input.value())),
        GRANT_EXCLUSIVE => leave(exclusives::grant(input.array(), input.value())),
        GRANT_LIBRARY_EXCLUSIVE => leave(exclusives::grant_library(input.value())),
        END_EXCLUSIVE => leave(exclusives::end(input.value(), license(input))),
        ASSIGN_SEAT => leave(seats::assign(license(input), input.u16(), &input.value())),
        REMOVE_SEAT => leave(seats::remove(license(input), input.u16())),
        SET_GATE_KEY => leave(seats::set_key(license(input), input.value(), input.u64())),
        REMOVE_GATE_KEY => leave(seats::remove_key(license(input), input.value())),
        CONSUME => leave(usage::consume(license(input), &report(input))),
        REDEEM_VOUCHER => leave(usage::redeem_voucher(license(input), &report(input), input.byte(), &input.array())),
        REPORT_REVENUE => leave(usage::report_revenue(license(input), input.u128(), input.u128())),
        OPEN_DISPUTE => leave(disputes::open(license(input), input.array())),
        RESPOND => leave(disputes::respond(input.u32(), input.array())),
        SUSPEND => leave(disputes::suspend(input.u32())),
        RULE => leave(disputes::rule(input.u32(), input.value(), input.array())),
        APPEAL => leave(disputes::appeal(input.u32())),
        EXECUTE_RULING => leave(disputes::execute(input.u32())),
        SET_BOND => leave(disputes::set_bond(input.u128())),
        SWEEP_EXCLUSIVES => tell(&exclusives::sweep()),
        _ => answer_question(selector, input),
    }
}

fn license(input: &mut Input) -> LicenseId {
    LicenseId(input.u64())
}

fn report(input: &mut Input) -> Report {
    Report { epoch: input.u32(), cumulative: input.u64(), root: input.array() }
}

/// Answers a question.
fn answer_question(selector: u32, input: &mut Input) -> ! {
    const TERMS: u32 = selector_id!("terms");
    const TERMS_BY_HASH: u32 = selector_id!("terms_by_hash");
    const EXCLUSIVES: u32 = selector_id!("exclusives");
    const LIBRARY_EXCLUSIVES: u32 = selector_id!("library_exclusives");
    const SEATS: u32 = selector_id!("seats");
    const GATE_KEYS: u32 = selector_id!("gate_keys");
    const MAY_USE: u32 = selector_id!("may_use");
    const ENTITLEMENT: u32 = selector_id!("entitlement");
    const METER_OF: u32 = selector_id!("meter_of");
    const ROYALTY: u32 = selector_id!("royalty");
    const DISPUTE: u32 = selector_id!("dispute");
    const DISPUTE_OF: u32 = selector_id!("dispute_of");
    const BOND: u32 = selector_id!("bond");

    match selector {
        TERMS => tell(&office::terms(input.u32())),
        TERMS_BY_HASH => tell(&office::terms_by_hash(input.hash_here())),
        EXCLUSIVES => tell(&exclusives::list(Some(input.hash_here()))),
        LIBRARY_EXCLUSIVES => tell(&exclusives::list(None)),
        SEATS => tell(&seats::list(license(input), input.u16(), input.u16())),
        GATE_KEYS => tell(&seats::keys(license(input))),
        MAY_USE => tell(&seats::may_use(license(input), &input.value())),
        ENTITLEMENT => {
            let (license, work): (LicenseId, Option<[u8; 32]>) = input.value();
            tell(&gate::entitlement(license, work.as_ref(), input.u64()))
        }
        METER_OF => tell(&usage::meter_of(license(input))),
        ROYALTY => tell(&usage::royalty(license(input), input.u32())),
        DISPUTE => tell(&disputes::dispute(input.u32())),
        DISPUTE_OF => tell(&disputes::dispute_of(license(input))),
        BOND => tell(&disputes::bond()),
        _ => refuse(),
    }
}

//! Entry points; see the ledger's.

use atelier_host::{
    self as host,
    entry::{answer_bytes, done, refuse, succeed, Input},
    Buffer,
};
use atelier_splits::{Id, Node, Proof};
use ink::selector_id;
use splits::{call_hot, desk, lens, money, path, step};

host::entry_points!(instantiate, answer, splits::solidity::INTERFACE);

/// This code is run by the ledger only, which instantiates it where it must. A contract of its own it would be another ledger.
fn instantiate() {
    if !host::CODES_ARE_CONTRACTS {
        refuse();
    }
    done();
}

/// Calls a message.
fn answer() {
    const CREATE: u32 = selector_id!("create");
    const CREATE_TREE: u32 = selector_id!("create_tree");
    const UPDATE: u32 = selector_id!("update");
    const TRANSFER_CONTROL: u32 = selector_id!("transfer_control");
    const ACCEPT_CONTROL: u32 = selector_id!("accept_control");
    const FREEZE: u32 = selector_id!("freeze");
    const REGISTER_ASSET: u32 = selector_id!("register_asset");
    const SET_CLAIM_MODE: u32 = selector_id!("set_claim_mode");
    const TRANSFER_ENTRY: u32 = selector_id!("transfer_entry");
    const ACCEPT_ENTRY: u32 = selector_id!("accept_entry");
    const CLAIM_TO: u32 = selector_id!("claim_to");
    const CLAIM_MANY: u32 = selector_id!("claim_many");
    const PAY_MANY: u32 = selector_id!("pay_many");

    let input = Input::of_call();
    let selector = input.selector();
    call_hot(selector, input);
    match selector {
        CREATE => answer_u32(desk::create(input).0),
        CREATE_TREE => answer_bytes(desk::create_tree(input).bytes()),
        UPDATE => answer_u32(desk::update(input)),
        TRANSFER_CONTROL => desk::transfer_control(input),
        ACCEPT_CONTROL => desk::accept_control(input),
        FREEZE => desk::freeze(input),
        REGISTER_ASSET => answer_u32(desk::register_asset(input)),
        SET_CLAIM_MODE => desk::set_claim_mode(input),
        TRANSFER_ENTRY => desk::transfer_entry(input),
        ACCEPT_ENTRY => desk::accept_entry(input),
        CLAIM_TO => {
            let (path, assets) = (path(input), input.list(Input::u32));
            let mut paid = Buffer::new(Buffer::LONGEST);
            money::claim_to(path, &assets, input.account_here(), &mut paid);
            answer_bytes(paid.bytes());
        }
        CLAIM_MANY => {
            let paths = input.list(path);
            answer_bytes(&money::claim_many(&paths, input.u32()).to_bytes());
        }
        PAY_MANY => pay_many(input),
        _ => ask(selector, input),
    }
    done();
}

/// Answers a question.
#[inline(never)]
fn ask(selector: u32, input: &mut Input) -> ! {
    const TABLE: u32 = selector_id!("table");
    const HEAD: u32 = selector_id!("head");
    const RECEIVED: u32 = selector_id!("received");
    const PAID: u32 = selector_id!("paid");
    const CLAIMABLE: u32 = selector_id!("claimable");
    const CLAIMABLE_PATH: u32 = selector_id!("claimable_path");
    const QUOTE: u32 = selector_id!("quote");
    const TRACE: u32 = selector_id!("trace");
    const LIABILITY: u32 = selector_id!("liability");
    const STRAY: u32 = selector_id!("stray");
    const CONTROL: u32 = selector_id!("control");
    const INFO: u32 = selector_id!("info");
    const ASSET_OF: u32 = selector_id!("asset_of");
    const COUNTS: u32 = selector_id!("counts");

    let mut answer = Buffer::new(Buffer::LONGEST);
    // The Ok of the language layer.
    answer.u8(0);
    let to = &mut answer;
    match selector {
        TABLE => lens::table(input.u32(), input.u16(), input.u16(), to),
        HEAD => lens::head(Id(input.u32()), to),
        RECEIVED => lens::received(input.u32(), input.u32(), to),
        PAID => lens::paid(input.u32(), input.u16(), input.u32(), to),
        CLAIMABLE => lens::claimable(step(input), input.u32(), to),
        CLAIMABLE_PATH => lens::claimable_path(path(input), input.u32(), to),
        QUOTE => lens::quote(Id(input.u32()), input.u32(), input.u128(), input.u32(), input.u32(), to),
        TRACE => lens::trace(Id(input.u32()), input.account_here(), input.u32(), path(input), to),
        LIABILITY => lens::liability(input.u32(), input.u32(), input.u32(), to),
        STRAY => lens::stray(input.u32(), to),
        CONTROL => lens::control(Id(input.u32()), to),
        INFO => lens::info(Id(input.u32()), to),
        ASSET_OF => lens::asset_of(input.account_here(), to),
        COUNTS => lens::counts(to),
        _ => refuse(),
    }
    succeed(&answer)
}

fn pay_many(input: &mut Input) -> ! {
    let (version, asset) = (input.u32(), input.u32());
    let ledger = splits::ledger(asset);
    for _ in 0..input.count() {
        let (account, weight) = (input.account_here(), input.u64());
        let proof = 0..input.count();
        money::book_leaf(ledger, version, account, weight, proof.map(|_| sibling(input)));
    }
    answer_bytes(&money::pay_leaves(ledger, asset).to_bytes())
}

fn sibling(input: &mut Input) -> Proof {
    Proof { left: input.flag(), node: Node { hash: input.array(), sum: input.u64() } }
}

fn answer_u32(value: u32) -> ! {
    answer_bytes(&value.to_le_bytes())
}

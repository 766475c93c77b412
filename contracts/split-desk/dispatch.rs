//! Entry points; see the ledger's.

use atelier_host::{
    self as host,
    entry::{answer, done, refuse, run, Input},
    Buffer,
};
use atelier_splits::{Id, Node, Proof};
use ink::selector_id;
use splits::{desk, money, step, CODES};

/// Room for the longest answer of fixed length.
const SHORT: usize = 64;

/// This code is run by the ledger only.
#[no_mangle]
pub extern "C" fn deploy() {
    refuse();
}

/// Calls a message.
#[no_mangle]
pub extern "C" fn call() {
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

    let input = &mut Input::of_call();
    match input.selector() {
        CREATE => {
            let table = input.decode();
            let options = input.decode();
            answer(&desk::create(&table, Option::as_ref(&options)), SHORT);
        }
        CREATE_TREE => answer(&desk::create_tree(input.decode()), Buffer::LONGEST),
        UPDATE => {
            let split = Id(input.u32());
            answer(&desk::update(split, &input.decode()), SHORT);
        }
        TRANSFER_CONTROL => {
            let split = Id(input.u32());
            desk::transfer_control(split, input.decode());
        }
        ACCEPT_CONTROL => desk::accept_control(Id(input.u32())),
        FREEZE => desk::freeze(Id(input.u32())),
        REGISTER_ASSET => answer(&desk::register_asset(input.account().into()), SHORT),
        SET_CLAIM_MODE => {
            let entry = step(input);
            desk::set_claim_mode(entry, input.decode());
        }
        TRANSFER_ENTRY => {
            let entry = step(input);
            desk::transfer_entry(entry, input.account().into());
        }
        ACCEPT_ENTRY => {
            let entry = step(input);
            let asset = input.u32();
            desk::accept_entry(entry, asset, input.u128());
        }
        CLAIM_TO => {
            let path = input.list(step);
            let assets = input.list(Input::u32);
            answer(&money::claim_to(&path, &assets, &input.account()), Buffer::LONGEST);
        }
        CLAIM_MANY => {
            let paths = input.list(|input| input.list(step));
            answer(&money::claim_many(&paths, input.u32()), SHORT);
        }
        PAY_MANY => pay_many(input),
        _ => {
            let mut codes = [0; 64];
            host::read(&CODES, &mut codes);
            run(&codes[32..], input);
        }
    }
    done();
}

fn pay_many(input: &mut Input) -> ! {
    let (version, asset) = (input.u32(), input.u32());
    let mut ledger = splits::ledger(asset);
    for _ in 0..input.count() {
        let (account, weight) = (input.account(), input.u64());
        let proof = 0..input.count();
        money::book_leaf(&mut ledger, version, &account, weight, proof.map(|_| sibling(input)));
    }
    answer(&money::pay_leaves(&mut ledger, asset), SHORT)
}

fn sibling(input: &mut Input) -> Proof {
    let left = match input.byte() {
        0 => false,
        1 => true,
        _ => refuse(),
    };
    Proof { left, node: Node { hash: input.array(), sum: input.u64() } }
}

//! The chain does what its interface says, and what the suite takes for granted about this machine.

#[path = "smoke/blobs.rs"]
mod blobs;

use blobs::{answerer, clock, hoarder, keeper, payer, payment, KEY};
use e2e_tests::{
    chain::{account, token_address, AccountId, Called, Chain, BLOCK, FORTUNE, START},
    runtime::{EXISTENTIAL_DEPOSIT, RATIO},
};

const ALICE: u32 = 10;
const BOB: u32 = 11;
const NEWCOMER: u32 = 99;
/// What an account needs to live, in units that contracts count in.
const LIFE: u128 = EXISTENTIAL_DEPOSIT * RATIO as u128;
/// Not a whole number of native units.
const ODD: u128 = 1_234_567_000_001;

fn stage() -> Chain {
    let mut chain = Chain::new();
    chain.fund(account(ALICE), FORTUNE);
    chain.fund(account(BOB), FORTUNE);
    chain
}

fn deployed(chain: &mut Chain, code: Vec<u8>) -> AccountId {
    let (contract, _) = chain.try_deploy(code, account(ALICE), Vec::new()).unwrap();
    contract
}

fn fine(called: Called) -> Vec<u8> {
    assert!(!called.reverted, "{called:?}");
    called.outcome.unwrap()
}

#[test]
fn fund_sets_a_balance_to_the_last_unit() {
    let mut chain = Chain::new();
    for amount in [1, u128::from(RATIO) - 1, u128::from(RATIO), ODD, FORTUNE + 1, 1 << 100, 0] {
        chain.fund(account(ALICE), amount);
        assert_eq!((chain.balance(account(ALICE)), chain.spendable(account(ALICE))), (amount, amount));
    }
}

#[test]
fn transfer_moves_every_unit_and_the_sender_gives_life_to_new_accounts() {
    let mut chain = stage();
    chain.transfer(account(ALICE), account(BOB), ODD);
    assert_eq!(chain.balance(account(ALICE)), FORTUNE - ODD);
    assert_eq!(chain.balance(account(BOB)), FORTUNE + ODD);
    chain.transfer(account(ALICE), account(NEWCOMER), 1);
    assert_eq!(chain.balance(account(ALICE)), FORTUNE - ODD - 1 - LIFE);
    assert_eq!(chain.balance(account(NEWCOMER)), 1);
}

#[test]
fn transfer_does_what_the_machine_does_when_money_is_sent_to_somebody_without_code() {
    for (to, amount) in [(BOB, ODD), (NEWCOMER, ODD), (NEWCOMER, 1), (ALICE, 7), (NEWCOMER, 0)] {
        let (mut ours, mut theirs) = (stage(), stage());
        ours.transfer(account(ALICE), account(to), amount);
        fine(theirs.call(account(ALICE), account(to), amount, Vec::new()));
        for person in [ALICE, BOB, NEWCOMER] {
            assert_eq!(
                ours.balance(account(person)),
                theirs.balance(account(person)),
                "{person} after {amount} to {to}"
            );
        }
    }
}

#[test]
fn call_counts_the_life_of_a_new_account_as_deposit() {
    let mut chain = stage();
    assert_eq!(chain.call(account(ALICE), account(BOB), ODD, Vec::new()).deposit, 0);
    assert_eq!(chain.call(account(ALICE), account(NEWCOMER), ODD, Vec::new()).deposit, EXISTENTIAL_DEPOSIT as i128);
}

#[test]
fn set_time_reaches_contracts_in_whole_seconds() {
    let mut chain = stage();
    let contract = deployed(&mut chain, clock());
    assert_eq!(chain.now(), START);
    for now in [START, START + 999, START + 1000] {
        chain.set_time(now);
        let seen = chain.ask(account(ALICE), contract, Vec::new()).outcome.unwrap();
        assert_eq!(seen[..8], (now / 1000).to_le_bytes());
    }
}

#[test]
fn call_keeps_what_a_contract_does() {
    let mut chain = stage();
    let contract = deployed(&mut chain, keeper());
    assert_eq!(chain.cell(contract, KEY.to_vec()), None);
    let input = vec![0; 64];
    let called = chain.call(account(ALICE), contract, ODD, input.clone());
    assert_eq!(called.events, [(contract, Vec::new(), input.clone())]);
    // An item, its bytes, and those of its key, which is kept behind its hash.
    assert_eq!(called.deposit, 1 + 64 + (16 + KEY.len() as i128));
    assert_eq!(chain.cell(contract, KEY.to_vec()), Some(input.clone()));
    assert_eq!(chain.balance(contract), ODD);
    // Deposits are whole native units.
    assert_eq!(chain.balance(account(ALICE)) % u128::from(RATIO), (FORTUNE - ODD) % u128::from(RATIO));
    assert_eq!(fine(called), input);
    // The same again costs no deposit.
    assert_eq!(chain.call(account(ALICE), contract, 0, input).deposit, 0);
}

#[test]
fn call_notes_what_each_host_function_cost() {
    let mut chain = stage();
    let contract = deployed(&mut chain, keeper());
    let called = chain.call(account(ALICE), contract, 0, vec![0; 64]);
    let lines = called.notes.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let names: Vec<_> = lines.clone().map(|parts| parts[0]).filter(|name| *name != "pvm_fuel").collect();
    assert_eq!(names, ["call_data_copy", "set_storage", "deposit_event", "seal_return"]);
    let noted: u64 = lines.map(|parts| parts[1].parse::<u64>().unwrap()).sum();
    assert!(noted < called.ref_time && noted > called.ref_time / 10, "{noted} of {called:?}");
}

#[test]
fn call_changes_nothing_if_it_reverts_or_traps_or_runs_out() {
    let mut chain = stage();
    let contract = deployed(&mut chain, keeper());
    let before = chain.root();
    let mut reverting = vec![0; 64];
    reverting[0] = 1;
    let reverted = chain.call(account(ALICE), contract, ODD, reverting.clone());
    assert_eq!((reverted.outcome, reverted.reverted, reverted.events.len()), (Ok(reverting), true, 0));
    assert_eq!(chain.root(), before);
    // More money than there is.
    assert!(chain.call(account(ALICE), contract, FORTUNE + 1, vec![0; 64]).outcome.is_err());
    assert_eq!(chain.root(), before);
    // Neither gas nor deposit suffices.
    let limited = chain.call_limited(account(ALICE), contract, ODD, vec![0; 64], BLOCK / 100_000, None);
    assert!(limited.outcome.unwrap_err().contains("OutOfGas"));
    assert_eq!(chain.root(), before);
    let limited = chain.call_limited(account(ALICE), contract, ODD, vec![0; 64], BLOCK, Some(10));
    assert!(limited.outcome.unwrap_err().contains("StorageDepositLimitExhausted"));
    assert_eq!(chain.root(), before);
    // A question is never kept.
    assert!(chain.ask(account(ALICE), contract, vec![0; 64]).outcome.is_ok());
    assert_eq!(chain.root(), before);
    chain.call(account(ALICE), contract, ODD, vec![0; 64]);
    assert_ne!(chain.root(), before);
}

#[test]
fn deploy_takes_deposits_and_nothing_else() {
    let mut chain = stage();
    let (contract, called) = chain.try_deploy_with(ODD, keeper(), account(ALICE), Vec::new()).unwrap();
    let deposit = u128::try_from(called.deposit).unwrap();
    assert!(deposit > keeper().len() as u128);
    // The contract's life is a gift of the chain.
    assert_eq!(chain.balance(account(ALICE)), FORTUNE - ODD - deposit * u128::from(RATIO));
    assert_eq!(chain.balance(contract), ODD);
    // Whoever comes second pays no deposit for the code.
    let (other, again) = chain.try_deploy(keeper(), account(BOB), Vec::new()).unwrap();
    assert!(other != contract && again.deposit < called.deposit - keeper().len() as i128);
    assert!(chain.try_deploy(b"PVM\0 that is none".to_vec(), account(ALICE), Vec::new()).is_err());
}

#[test]
fn deploy_takes_ethereum_code_as_well() {
    // Copies the 9 bytes behind itself: return the time.
    let starts = [0x60, 9, 0x80, 0x60, 11, 0x60, 0, 0x39, 0x60, 0, 0xf3];
    let runs = [0x42, 0x60, 0, 0x52, 0x60, 32, 0x60, 0, 0xf3];
    let mut chain = stage();
    let contract = deployed(&mut chain, [&starts[..], &runs].concat());
    let seen = chain.ask(account(BOB), contract, Vec::new()).outcome.unwrap();
    assert_eq!(seen[24..], (START / 1000).to_be_bytes());
}

#[test]
fn remove_code_serves_only_the_uploader_and_only_while_nobody_needs_the_code() {
    let mut chain = stage();
    let code = chain.try_upload(keeper(), account(ALICE)).unwrap();
    let before = chain.root();
    assert!(chain.remove_code(code, account(BOB)).unwrap_err().contains("BadOrigin"));
    assert!(chain.remove_code([7; 32], account(ALICE)).unwrap_err().contains("CodeNotFound"));
    assert_eq!(chain.root(), before);
    // Uploading the same again changes nothing, also not whose code it is.
    assert_eq!(chain.try_upload(keeper(), account(BOB)), Ok(code));
    assert_eq!(chain.root(), before);
    chain.remove_code(code, account(ALICE)).unwrap();
    assert_eq!(chain.balance(account(ALICE)), FORTUNE);
    chain.try_deploy(keeper(), account(ALICE), Vec::new()).unwrap();
    assert!(chain.remove_code(code, account(ALICE)).unwrap_err().contains("CodeInUse"));
}

#[test]
fn cells_have_at_most_416_bytes() {
    for (bytes, fits) in [(0, true), (416, true), (417, false)] {
        let mut chain = stage();
        let contract = deployed(&mut chain, hoarder(bytes));
        let called = chain.call(account(ALICE), contract, 0, Vec::new());
        assert_eq!(called.outcome.is_ok(), fits, "{called:?}");
        assert_eq!(chain.cell(contract, KEY.to_vec()).map(|cell| cell.len()), fits.then_some(bytes as usize));
    }
}

// What the host says to a contract that pays.
const PAID: u8 = 0;
const PAYEE_TRAPPED: u8 = 1;
const TRANSFER_FAILED: u8 = 4;

#[test]
fn paying_a_new_account_takes_its_life_from_whoever_signed() {
    let mut chain = stage();
    let contract = deployed(&mut chain, payer());
    chain.transfer(account(ALICE), contract, FORTUNE / 2);
    let input = payment(account(NEWCOMER).as_bytes(), 1);
    let called = chain.call(account(BOB), contract, 0, input.clone());
    assert_eq!(called.deposit, EXISTENTIAL_DEPOSIT as i128);
    assert_eq!(fine(called), [PAID]);
    assert_eq!(chain.balance(account(NEWCOMER)), 1);
    assert_eq!(chain.balance(contract), FORTUNE / 2 - 1);
    assert_eq!(chain.balance(account(BOB)), FORTUNE - LIFE);
    // The second time there is an account.
    assert_eq!(fine(chain.call(account(BOB), contract, 0, input)), [PAID]);
    assert_eq!(chain.balance(account(BOB)), FORTUNE - LIFE);
}

#[test]
fn paying_a_new_account_traps_the_contract_if_whoever_signed_cannot_give_it_life() {
    let mut chain = stage();
    let contract = deployed(&mut chain, payer());
    chain.transfer(account(ALICE), contract, FORTUNE / 2);
    chain.fund(account(BOB), LIFE - 1);
    let called = chain.call(account(BOB), contract, 0, payment(account(NEWCOMER).as_bytes(), LIFE));
    assert!(called.outcome.unwrap_err().contains("StorageDepositNotEnoughFunds"));
    let called =
        chain.call_limited(account(ALICE), contract, 0, payment(account(NEWCOMER).as_bytes(), 1), BLOCK, Some(0));
    assert!(called.outcome.unwrap_err().contains("StorageDepositLimitExhausted"));
}

#[test]
fn paying_more_than_there_is_is_an_answer_and_no_trap() {
    let mut chain = stage();
    let contract = deployed(&mut chain, payer());
    chain.transfer(account(ALICE), contract, ODD);
    let called = chain.call(account(BOB), contract, 0, payment(account(ALICE).as_bytes(), ODD + 1));
    assert_eq!(fine(called), [TRANSFER_FAILED]);
    // All of it can leave: what keeps the contract alive is not counted.
    assert_eq!(fine(chain.call(account(BOB), contract, 0, payment(account(ALICE).as_bytes(), ODD))), [PAID]);
    assert_eq!(chain.balance(contract), 0);
}

#[test]
fn paying_a_contract_runs_it() {
    let mut chain = stage();
    let contract = deployed(&mut chain, payer());
    let payee = deployed(&mut chain, keeper());
    chain.transfer(account(ALICE), contract, ODD);
    let called = chain.call(account(BOB), contract, 0, payment(payee.as_bytes(), 1));
    assert_eq!(called.events.len(), 1);
    assert_eq!(fine(called), [PAID]);
    assert_eq!(chain.cell(payee, KEY.to_vec()), Some(vec![0; 64]));
    assert_eq!(chain.balance(payee), 1);
}

#[test]
fn paying_a_contract_that_calls_back_fails_and_the_payer_lives_on() {
    let mut chain = stage();
    let contract = deployed(&mut chain, payer());
    let payee = deployed(&mut chain, answerer());
    chain.transfer(account(ALICE), contract, ODD);
    assert_eq!(fine(chain.call(account(BOB), contract, 0, payment(payee.as_bytes(), 1))), [PAYEE_TRAPPED]);
    assert_eq!((chain.balance(contract), chain.balance(payee)), (ODD, 0));
    // To pay oneself is to be called back.
    let called = chain.call(account(BOB), contract, 0, payment(contract.as_bytes(), 1));
    assert!(called.outcome.unwrap_err().contains("ReentranceDenied"));
}

/// A call of ERC-20: addresses first, then an amount.
fn erc20(selector: [u8; 4], addresses: &[AccountId], amount: Option<u128>) -> Vec<u8> {
    let mut input = selector.to_vec();
    for address in addresses {
        input.extend([0; 12]);
        input.extend(address.as_bytes());
    }
    if let Some(amount) = amount {
        input.extend([0; 16]);
        input.extend(amount.to_be_bytes());
    }
    input
}

const BALANCE_OF: [u8; 4] = [0x70, 0xa0, 0x82, 0x31];
const TRANSFER: [u8; 4] = [0xa9, 0x05, 0x9c, 0xbb];
const APPROVE: [u8; 4] = [0x09, 0x5e, 0xa7, 0xb3];
const TRANSFER_FROM: [u8; 4] = [0x23, 0xb8, 0x72, 0xdd];

fn word(number: u128) -> Vec<u8> {
    [[0; 16], number.to_be_bytes()].concat()
}

#[test]
fn asset_is_an_erc20_contract() {
    let mut chain = stage();
    let (alice, bob, newcomer) = (account(ALICE), account(BOB), account(NEWCOMER));
    let token = chain.asset(7, alice, 1000);
    assert_eq!(token, token_address(7));
    assert_eq!(chain.ask(bob, token, erc20(BALANCE_OF, &[alice], None)).outcome, Ok(word(1000)));

    let sent = chain.call(alice, token, 0, erc20(TRANSFER, &[newcomer], Some(1)));
    let [(emitter, topics, data)] = &sent.events[..] else { panic!("{sent:?}") };
    assert_eq!((*emitter, topics.len(), data), (token, 3, &word(1)));
    assert_eq!(fine(sent), word(1));
    assert_eq!((chain.asset_balance(7, alice), chain.asset_balance(7, newcomer)), (999, 1));
    // An account can live on it without native money.
    assert_eq!(chain.balance(newcomer), 0);

    let before = chain.balance(alice);
    assert_eq!(fine(chain.call(alice, token, 0, erc20(APPROVE, &[bob], Some(500)))), word(1));
    assert_eq!(chain.balance(alice), before - LIFE, "the approval has a deposit");
    assert_eq!(fine(chain.call(bob, token, 0, erc20(TRANSFER_FROM, &[alice, bob], Some(500)))), word(1));
    assert_eq!(chain.balance(alice), before, "which comes back when it is used up");
    assert_eq!(chain.asset_balance(7, bob), 500);

    let root = chain.root();
    let refused = [
        (erc20(TRANSFER_FROM, &[alice, bob], Some(1)), "Unapproved"),
        (erc20(TRANSFER, &[alice], Some(501)), "BalanceLow"),
    ];
    for (input, why) in refused {
        // Not a false, not a reason in words of Ethereum: whoever calls it sees that it trapped.
        assert!(chain.call(bob, token, 0, input).outcome.unwrap_err().contains(why));
        assert_eq!(chain.root(), root);
    }
    assert!(chain.call(bob, token, 0, b"nothing that it knows".to_vec()).reverted);
    assert_eq!(chain.root(), root);
}

#[test]
fn token_address_answers_also_if_there_is_no_such_token() {
    let mut chain = stage();
    let nothing = token_address(8);
    assert_eq!(chain.ask(account(BOB), nothing, erc20(BALANCE_OF, &[account(ALICE)], None)).outcome, Ok(word(0)));
    let sent = chain.call(account(BOB), nothing, 0, erc20(TRANSFER, &[account(ALICE)], Some(0)));
    assert_eq!((sent.events.len(), sent.outcome), (1, Ok(word(1))));
    // Native money that is sent to it stays there.
    fine(chain.call(account(BOB), nothing, 5, erc20(TRANSFER, &[account(ALICE)], Some(0))));
    assert_eq!(chain.balance(nothing), 5);
}

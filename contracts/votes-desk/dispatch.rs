//! Entry points; see the token's.

use atelier_governance::votes::{Owner, Signed};
use atelier_host::{
    entry::{leave, refuse, succeed, Input},
    Buffer,
};
use ink::selector_id;
use votes::{
    desk::{self, Settings},
    input::{open, skip_data, standard},
    power::{self, Letter},
    token::{self, Change},
    CLOCK_MODE,
};

atelier_host::entry_points!(refuse, answer, ());

/// Calls a message.
fn answer() {
    const NEW: u32 = selector_id!("new");
    const TRANSFER_FROM: u32 = selector_id!("PSP22::transfer_from");
    const APPROVE: u32 = selector_id!("PSP22::approve");
    const INCREASE_ALLOWANCE: u32 = selector_id!("PSP22::increase_allowance");
    const DECREASE_ALLOWANCE: u32 = selector_id!("PSP22::decrease_allowance");
    const BURN: u32 = selector_id!("PSP22Burnable::burn");
    const DELEGATE_BY_SIG: u32 = selector_id!("delegate_by_sig");
    const MINT: u32 = selector_id!("mint");
    const EXCLUDE: u32 = selector_id!("exclude");
    const INCLUDE: u32 = selector_id!("include");

    let input = open();
    let selector = input.selector();
    match selector {
        NEW => make(input),
        TRANSFER_FROM => {
            let (from, to, amount) = (input.account_here(), input.account_here(), input.u128());
            skip_data(input);
            standard(token::transfer_from(from, to, amount))
        }
        APPROVE | INCREASE_ALLOWANCE | DECREASE_ALLOWANCE => {
            let change = match selector {
                APPROVE => Change::Set,
                INCREASE_ALLOWANCE => Change::Raise,
                _ => Change::Lower,
            };
            standard(token::approve(input.account_here(), input.u128(), change))
        }
        BURN => standard(token::burn(input.u128())),
        DELEGATE_BY_SIG => {
            let letter = Letter {
                delegator: input.account_here(),
                to: input.account_here(),
                signed: Signed { nonce: input.u64(), expires_at: input.u64() },
                signature: &input.array(),
            };
            leave(power::delegate_by_sig(&letter, Settings::load().genesis))
        }
        MINT => leave(desk::mint(input.account_here(), input.u128())),
        EXCLUDE => leave(desk::exclude(input.account_here())),
        INCLUDE => leave(desk::include(input.account_here())),
        _ => ask(selector, input),
    }
}

/// Makes the token, which is made once: the constructor runs this code, and whoever calls its selector later does too.
fn make(input: &mut Input) -> ! {
    if Settings::are_stored() {
        refuse();
    }
    // The hash of this code.
    input.hash_here();
    let settings = Settings::read(input);
    // Behind the selector and the hash.
    let encoded = &input.all()[4 + 32..][..settings.length()];
    let holders = input.list(|input| (input.account_here(), input.u128()));
    let excluded = input.list(Input::account_here);
    leave(desk::instantiate(encoded, &settings, &holders, &excluded))
}

/// Answers a question that cannot be refused.
fn ask(selector: u32, input: &mut Input) -> ! {
    const TOTAL_SUPPLY: u32 = selector_id!("PSP22::total_supply");
    const ALLOWANCE: u32 = selector_id!("PSP22::allowance");
    const TOKEN_NAME: u32 = selector_id!("PSP22Metadata::token_name");
    const TOKEN_SYMBOL: u32 = selector_id!("PSP22Metadata::token_symbol");
    const TOKEN_DECIMALS: u32 = selector_id!("PSP22Metadata::token_decimals");
    const DELEGATES: u32 = selector_id!("delegates");
    const NONCE: u32 = selector_id!("nonce");
    const CLOCK: u32 = selector_id!("clock");
    const MODE: u32 = selector_id!("clock_mode");
    const EXCLUDED: u32 = selector_id!("excluded");
    const CAP: u32 = selector_id!("cap");
    const MINTER: u32 = selector_id!("minter");
    const AUTHORITY: u32 = selector_id!("authority");
    const GENESIS: u32 = selector_id!("genesis");
    const CHECKPOINT_COUNT: u32 = selector_id!("checkpoint_count");
    const CHECKPOINT: u32 = selector_id!("checkpoint");

    let mut answer = Buffer::new(512);
    // The Ok of the language layer.
    answer.u8(0);
    match selector {
        TOTAL_SUPPLY => answer.u128(token::balance(Owner::Token)),
        ALLOWANCE => answer.u128(token::allowance(input.account_here(), input.account_here())),
        DELEGATES => answer.put(&power::delegates(input.account_here())),
        NONCE => answer.u64(power::nonce(input.account_here())),
        CLOCK => answer.u64(atelier_host::now()),
        MODE => text(&mut answer, CLOCK_MODE.as_bytes()),
        EXCLUDED => {
            let excluded = desk::excluded();
            answer.count(excluded.len());
            answer.put(excluded.as_flattened());
        }
        CHECKPOINT_COUNT => answer.u64(power::checkpoint_count(input.account_here())),
        CHECKPOINT => match power::checkpoint(input.account_here(), input.u64()) {
            Some(checkpoint) => {
                answer.u8(1);
                answer.u64(checkpoint.at);
                answer.u128(checkpoint.votes);
            }
            None => answer.u8(0),
        },
        TOKEN_NAME | TOKEN_SYMBOL | TOKEN_DECIMALS | CAP | MINTER | AUTHORITY | GENESIS => {
            let settings = Settings::load();
            match selector {
                TOKEN_DECIMALS => answer.u8(settings.decimals),
                CAP => answer.u128(settings.cap),
                MINTER => answer.put(settings.minter),
                AUTHORITY => answer.put(settings.authority),
                GENESIS => answer.put(settings.genesis),
                _ => {
                    answer.u8(1);
                    text(&mut answer, if selector == TOKEN_NAME { settings.name } else { settings.symbol });
                }
            }
        }
        _ => refuse(),
    }
    succeed(&answer)
}

/// Puts a text behind its length.
fn text(answer: &mut Buffer, text: &[u8]) {
    answer.count(text.len());
    answer.put(text);
}

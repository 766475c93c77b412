//! The token of the community.

use crate::{
    chain::{account, bytes, AccountId, Called, Chain},
    suite::{input, DEPLOYER},
};
use atelier_governance::votes::Checkpoint;
use frame_support::sp_runtime::app_crypto::{sr25519, Pair};
use ink::selector_bytes;
use scale::{Decode, Encode};

pub use votes::{Delegated, Error, ExclusionEnded, ExclusionStarted, PSP22Error};

/// The genesis hash that tests tell the token.
pub const GENESIS: [u8; 32] = [0x9e; 32];
/// Who makes tokens in tests.
pub const MINTER: u32 = 30;
/// Who excludes and includes in tests.
pub const AUTHORITY: u32 = 31;
/// The most that can exist in tests.
pub const CAP: u128 = 1_000_000_000;

/// What a token is made with.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The name.
    pub name: String,
    /// The short name.
    pub symbol: String,
    /// How many decimals clients show.
    pub decimals: u8,
    /// The most that can exist.
    pub cap: u128,
    /// Who makes tokens.
    pub minter: AccountId,
    /// Who excludes and includes.
    pub authority: AccountId,
    /// The hash of the chain's first block.
    pub genesis: [u8; 32],
    /// Who has how much at first.
    pub holders: Vec<(AccountId, u128)>,
    /// Who is excluded at first.
    pub excluded: Vec<AccountId>,
}

impl Terms {
    /// A token of which the given people have so much.
    #[must_use]
    pub fn of(holders: &[(u32, u128)]) -> Self {
        Self {
            name: "Atelier".into(),
            symbol: "ATL".into(),
            decimals: 12,
            cap: CAP,
            minter: account(MINTER),
            authority: account(AUTHORITY),
            genesis: GENESIS,
            holders: holders.iter().map(|(number, amount)| (account(*number), *amount)).collect(),
            excluded: Vec::new(),
        }
    }

    /// The constructor's selector and arguments.
    #[must_use]
    pub fn input(&self, desk: [u8; 32]) -> Vec<u8> {
        let Self { name, symbol, decimals, cap, minter, authority, genesis, holders, excluded } = self;
        let powers = (minter, authority, genesis);
        input(selector_bytes!("new"), &(desk, name, symbol, decimals, cap, powers, holders, excluded))
    }
}

/// A token on a chain.
#[derive(Clone, Copy, Debug)]
pub struct Votes {
    /// Its account.
    pub account: AccountId,
}

/// Making and asking.
impl Votes {
    /// Deploys a token.
    ///
    /// # Panics
    /// If it is refused.
    #[track_caller]
    pub fn deploy(chain: &mut Chain, terms: &Terms) -> Self {
        let desk = chain.upload("votes-desk", account(DEPLOYER));
        Self { account: chain.deploy("votes", account(DEPLOYER), terms.input(desk)) }
    }

    /// Calls a message.
    pub fn call(&self, chain: &mut Chain, caller: AccountId, selector: [u8; 4], arguments: &impl Encode) -> Called {
        chain.call(caller, self.account, 0, input(selector, arguments))
    }

    /// Asks what cannot be refused.
    pub fn ask<T: Decode>(&self, chain: &mut Chain, selector: [u8; 4], arguments: &impl Encode) -> T {
        chain.ask(account(DEPLOYER), self.account, input(selector, arguments)).told()
    }

    /// Asks what can be refused.
    fn try_ask<T: Decode>(&self, chain: &mut Chain, selector: [u8; 4], arguments: &impl Encode) -> Result<T, Error> {
        chain.ask(account(DEPLOYER), self.account, input(selector, arguments)).result()
    }
}

/// The token's standard.
impl Votes {
    /// `PSP22::total_supply`
    pub fn total_supply(&self, chain: &mut Chain) -> u128 {
        self.ask(chain, selector_bytes!("PSP22::total_supply"), &())
    }

    /// `PSP22::balance_of`
    pub fn balance_of(&self, chain: &mut Chain, owner: AccountId) -> u128 {
        self.ask(chain, selector_bytes!("PSP22::balance_of"), &owner)
    }

    /// `PSP22::allowance`
    pub fn allowance(&self, chain: &mut Chain, owner: AccountId, spender: AccountId) -> u128 {
        self.ask(chain, selector_bytes!("PSP22::allowance"), &(owner, spender))
    }

    /// `PSP22::transfer`
    pub fn transfer(
        &self,
        chain: &mut Chain,
        caller: AccountId,
        to: AccountId,
        amount: u128,
    ) -> Result<(), PSP22Error> {
        let arguments = (to, amount, Vec::<u8>::new());
        self.call(chain, caller, selector_bytes!("PSP22::transfer"), &arguments).result()
    }

    /// `PSP22::transfer_from`
    pub fn transfer_from(
        &self,
        chain: &mut Chain,
        caller: AccountId,
        from: AccountId,
        to: AccountId,
        amount: u128,
    ) -> Result<(), PSP22Error> {
        let arguments = (from, to, amount, Vec::<u8>::new());
        self.call(chain, caller, selector_bytes!("PSP22::transfer_from"), &arguments).result()
    }

    /// `PSP22::approve`
    pub fn approve(
        &self,
        chain: &mut Chain,
        caller: AccountId,
        spender: AccountId,
        amount: u128,
    ) -> Result<(), PSP22Error> {
        self.call(chain, caller, selector_bytes!("PSP22::approve"), &(spender, amount)).result()
    }

    /// `PSP22::increase_allowance`
    pub fn increase_allowance(
        &self,
        chain: &mut Chain,
        caller: AccountId,
        spender: AccountId,
        amount: u128,
    ) -> Result<(), PSP22Error> {
        self.call(chain, caller, selector_bytes!("PSP22::increase_allowance"), &(spender, amount)).result()
    }

    /// `PSP22::decrease_allowance`
    pub fn decrease_allowance(
        &self,
        chain: &mut Chain,
        caller: AccountId,
        spender: AccountId,
        amount: u128,
    ) -> Result<(), PSP22Error> {
        self.call(chain, caller, selector_bytes!("PSP22::decrease_allowance"), &(spender, amount)).result()
    }

    /// `PSP22Burnable::burn`
    pub fn burn(&self, chain: &mut Chain, caller: AccountId, amount: u128) -> Result<(), PSP22Error> {
        self.call(chain, caller, selector_bytes!("PSP22Burnable::burn"), &amount).result()
    }
}

/// Messages of this token's own.
impl Votes {
    /// `mint`
    pub fn mint(&self, chain: &mut Chain, caller: AccountId, to: AccountId, amount: u128) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("mint"), &(to, amount)).result()
    }

    /// `delegate`
    pub fn delegate(&self, chain: &mut Chain, caller: AccountId, to: AccountId) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("delegate"), &to).result()
    }

    /// `delegate_by_sig`
    pub fn delegate_by_sig(&self, chain: &mut Chain, caller: AccountId, letter: &Letter) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("delegate_by_sig"), letter).result()
    }

    /// `exclude`
    pub fn exclude(&self, chain: &mut Chain, caller: AccountId, whom: AccountId) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("exclude"), &whom).result()
    }

    /// `include`
    pub fn include(&self, chain: &mut Chain, caller: AccountId, whom: AccountId) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("include"), &whom).result()
    }

    /// `excluded`
    pub fn excluded(&self, chain: &mut Chain) -> Vec<AccountId> {
        self.ask(chain, selector_bytes!("excluded"), &())
    }

    /// `nonce`
    pub fn nonce(&self, chain: &mut Chain, of: AccountId) -> u64 {
        self.ask(chain, selector_bytes!("nonce"), &of)
    }

    /// `delegates`
    pub fn delegates(&self, chain: &mut Chain, of: AccountId) -> AccountId {
        self.ask(chain, selector_bytes!("delegates"), &of)
    }

    /// `votes`
    pub fn votes(&self, chain: &mut Chain, of: AccountId) -> u128 {
        self.ask(chain, selector_bytes!("votes"), &of)
    }

    /// `past_votes`
    pub fn past_votes(&self, chain: &mut Chain, of: AccountId, at: u64) -> Result<u128, Error> {
        self.try_ask(chain, selector_bytes!("past_votes"), &(of, at))
    }

    /// `past_total_supply`
    pub fn past_total_supply(&self, chain: &mut Chain, at: u64) -> Result<u128, Error> {
        self.try_ask(chain, selector_bytes!("past_total_supply"), &at)
    }

    /// `past_votes_and_supply`
    pub fn past_votes_and_supply(&self, chain: &mut Chain, of: AccountId, at: u64) -> Result<(u128, u128), Error> {
        self.try_ask(chain, selector_bytes!("past_votes_and_supply"), &(of, at))
    }

    /// `checkpoint_count`
    pub fn checkpoint_count(&self, chain: &mut Chain, of: AccountId) -> u64 {
        self.ask(chain, selector_bytes!("checkpoint_count"), &of)
    }

    /// `checkpoint`
    pub fn checkpoint(&self, chain: &mut Chain, of: AccountId, index: u64) -> Option<Checkpoint> {
        self.ask(chain, selector_bytes!("checkpoint"), &(of, index))
    }
}

/// A signed delegation: the arguments of `delegate_by_sig`.
#[derive(Clone, Debug, Encode)]
pub struct Letter {
    /// Whose units.
    pub delegator: AccountId,
    /// Who gets the votes.
    pub to: AccountId,
    /// Which of the delegator's messages it is.
    pub nonce: u64,
    /// The last millisecond at which it is accepted.
    pub expires_at: u64,
    /// The signature.
    pub signature: [u8; 64],
}

/// Somebody with a key to sign with.
pub struct Signer(sr25519::Pair);

impl Signer {
    /// The same person for the same number.
    #[must_use]
    pub fn new(number: u8) -> Self {
        Self(sr25519::Pair::from_seed(&[number; 32]))
    }

    /// The signer's account.
    #[must_use]
    pub fn account(&self) -> AccountId {
        self.0.public().0.into()
    }

    /// The signature of a message.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).0
    }

    /// A delegation for a token on the chain of [`GENESIS`], signed raw.
    #[must_use]
    pub fn letter(&self, token: AccountId, to: AccountId, nonce: u64, expires_at: u64) -> Letter {
        let message = delegation(GENESIS, token, self.account(), to, nonce, expires_at);
        Letter { delegator: self.account(), to, nonce, expires_at, signature: self.sign(&message) }
    }
}

/// The bytes that a delegator signs.
#[must_use]
pub fn delegation(
    genesis: [u8; 32],
    token: AccountId,
    delegator: AccountId,
    to: AccountId,
    nonce: u64,
    expires_at: u64,
) -> Vec<u8> {
    (*b"atelier:delegate", genesis, bytes(token), bytes(delegator), bytes(to), nonce, expires_at).encode()
}

//! The treasury as it is deployed.

use crate::{
    called::Called,
    chain::{account, AccountId, Chain},
    suite::input,
};
use atelier_governance::{
    treasury::{Books, Bucket, Debt, Line, Spend, Spender, Stream, Treasury as Roles},
    units::Millis,
};
use ink::selector_bytes;
use scale::{Decode, Encode};

pub use treasury::Error;

/// A treasury on some chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Treasury {
    /// Its account.
    pub account: AccountId,
}

impl Treasury {
    /// The input of the constructor.
    #[must_use]
    pub fn new_input(timelocks: [AccountId; 3], epoch: Millis, policy: [u16; 4]) -> Vec<u8> {
        input(selector_bytes!("new"), &(timelocks, epoch, policy))
    }

    /// Instantiates a treasury.
    #[track_caller]
    pub fn deploy(
        chain: &mut Chain,
        deployer: AccountId,
        timelocks: [AccountId; 3],
        epoch: Millis,
        policy: [u16; 4],
    ) -> Self {
        Self { account: chain.deploy("treasury", deployer, Self::new_input(timelocks, epoch, policy)) }
    }

    fn call(self, chain: &mut Chain, caller: AccountId, selector: [u8; 4], arguments: &impl Encode) -> Called {
        chain.call(caller, self.account, 0, input(selector, arguments))
    }

    fn ask<T: Decode>(self, chain: &mut Chain, selector: [u8; 4], arguments: &impl Encode) -> T {
        chain.ask(account(0), self.account, input(selector, arguments)).told()
    }

    /// `sync`, by nobody in particular.
    pub fn sync(self, chain: &mut Chain, asset: u32) -> Result<u128, Error> {
        self.call(chain, account(0), selector_bytes!("sync"), &asset).result()
    }

    /// `collect`, by nobody in particular, as the chain tells it.
    pub fn call_collect(self, chain: &mut Chain, debt: u32) -> Called {
        self.call(chain, account(0), selector_bytes!("collect"), &debt)
    }

    /// `collect`, by nobody in particular.
    pub fn collect(self, chain: &mut Chain, debt: u32) -> Result<u128, Error> {
        self.call_collect(chain, debt).result()
    }

    /// `redirect`
    pub fn redirect(self, chain: &mut Chain, caller: AccountId, debt: u32, to: AccountId) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("redirect"), &(debt, to)).result()
    }

    /// The arguments of `spend` or `open_stream`.
    #[must_use]
    pub fn spend_input(spend: Spend<AccountId>) -> Vec<u8> {
        let Spend { bucket, asset, to, amount, stream } = spend;
        let plain = (bucket, asset, to, amount);
        match stream {
            None => input(selector_bytes!("spend"), &plain),
            Some(Stream { start, cliff, end }) => input(selector_bytes!("open_stream"), &(plain, start, cliff, end)),
        }
    }

    /// `spend`, or `open_stream` if there is one.
    pub fn spend(self, chain: &mut Chain, caller: AccountId, spend: Spend<AccountId>) -> Result<u32, Error> {
        chain.call(caller, self.account, 0, Self::spend_input(spend)).result()
    }

    /// `cancel_stream`
    pub fn cancel_stream(self, chain: &mut Chain, caller: AccountId, debt: u32) -> Result<u128, Error> {
        self.call(chain, caller, selector_bytes!("cancel_stream"), &debt).result()
    }

    /// `move_funds`
    pub fn move_funds(
        self,
        chain: &mut Chain,
        caller: AccountId,
        route: [Bucket; 2],
        asset: u32,
        amount: u128,
    ) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("move_funds"), &(route, asset, amount)).result()
    }

    /// `register_asset`
    pub fn register_asset(self, chain: &mut Chain, caller: AccountId, token: AccountId) -> Result<u32, Error> {
        self.call(chain, caller, selector_bytes!("register_asset"), &token).result()
    }

    /// `set_policy`
    pub fn set_policy(self, chain: &mut Chain, caller: AccountId, policy: [u16; 4]) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("set_policy"), &policy).result()
    }

    /// `set_cap`
    pub fn set_cap(
        self,
        chain: &mut Chain,
        caller: AccountId,
        spender: Spender,
        asset: u32,
        cap: u128,
    ) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("set_cap"), &(spender, asset, cap)).result()
    }

    /// `bucket`
    pub fn bucket(self, chain: &mut Chain, asset: u32, bucket: Bucket) -> Option<u128> {
        self.ask(chain, selector_bytes!("bucket"), &(asset, bucket))
    }

    /// `books`
    pub fn books(self, chain: &mut Chain, asset: u32) -> Option<Books> {
        self.ask(chain, selector_bytes!("books"), &asset)
    }

    /// `unbooked`
    pub fn unbooked(self, chain: &mut Chain, asset: u32) -> Option<u128> {
        self.ask(chain, selector_bytes!("unbooked"), &asset)
    }

    /// `debt`
    pub fn debt(self, chain: &mut Chain, debt: u32) -> Option<Debt<AccountId>> {
        self.ask(chain, selector_bytes!("debt"), &debt)
    }

    /// `debts`
    pub fn debts(self, chain: &mut Chain, from: u32, count: u32) -> Vec<Debt<AccountId>> {
        self.ask(chain, selector_bytes!("debts"), &(from, count))
    }

    /// `due`
    pub fn due(self, chain: &mut Chain, debt: u32) -> Option<u128> {
        self.ask(chain, selector_bytes!("due"), &debt)
    }

    /// `cap_of`
    pub fn cap_of(self, chain: &mut Chain, spender: Spender, asset: u32) -> Line {
        self.ask(chain, selector_bytes!("cap_of"), &(spender, asset))
    }

    /// `assets`
    pub fn assets(self, chain: &mut Chain, from: u32, count: u32) -> Vec<AccountId> {
        self.ask(chain, selector_bytes!("assets"), &(from, count))
    }

    /// `asset_of`
    pub fn asset_of(self, chain: &mut Chain, token: AccountId) -> Option<u32> {
        self.ask(chain, selector_bytes!("asset_of"), &token)
    }

    /// `roles`
    pub fn roles(self, chain: &mut Chain) -> Roles<AccountId> {
        self.ask(chain, selector_bytes!("roles"), &())
    }

    /// Asserts that what is booked of an asset is what the buckets hold and the debts are owed, and that no more is booked
    /// than `balance`. Returns the books.
    ///
    /// # Panics
    /// If not.
    #[track_caller]
    pub fn check_books(self, chain: &mut Chain, asset: u32, balance: u128) -> Books {
        let books = self.books(chain, asset).expect("the asset must be registered");
        let mut unpaid = 0;
        let Roles { debts, .. } = self.roles(chain);
        for from in (0..debts).step_by(30) {
            let debts = self.debts(chain, from, 30);
            unpaid += debts.iter().filter(|debt| debt.asset == asset).map(|debt| debt.total - debt.paid).sum::<u128>();
        }
        assert_eq!(books.booked, books.buckets.iter().sum::<u128>() + unpaid, "asset {asset}");
        assert!(books.booked <= balance, "{} of asset {asset} are booked and {balance} are there", books.booked);
        books
    }
}

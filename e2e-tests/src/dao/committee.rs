//! The committee, which has one address and two codes that a caller does not see.

use crate::{
    chain::{account, AccountId, Called, Chain},
    suite::{input, DEPLOYER},
};
use atelier_governance::roster::{Settings, Standing};
use ink::selector_bytes;
use scale::{Decode, Encode};
use std::fmt::Debug;

pub use committee::{Error, Member, Members, SeatView};

/// The hash of the other code, the two timelocks, the settings and the holders.
type Beginning = ([u8; 32], AccountId, AccountId, Settings, Vec<Option<AccountId>>);

/// A committee on a chain.
#[derive(Clone, Copy, Debug)]
pub struct Committee {
    /// Its account.
    pub account: AccountId,
}

/// What a committee is deployed as.
#[derive(Clone, Debug)]
pub struct Founding {
    /// The timelock of both houses.
    pub dual: AccountId,
    /// The timelock of the community.
    pub strategic: AccountId,
    /// The terms.
    pub settings: Settings,
    /// Who holds which seat.
    pub holders: Vec<Option<AccountId>>,
}

impl Committee {
    /// Deploys a committee.
    ///
    /// # Errors
    /// Why the chain or the constructor refuses, as a sentence.
    pub fn try_deploy(chain: &mut Chain, founding: &Founding) -> Result<Self, String> {
        let deployer = account(DEPLOYER);
        let desk = chain.upload("committee-desk", deployer);
        let input = input(selector_bytes!("new"), &founding.beginning(desk));
        let (account, _) = chain.try_deploy(crate::chain::code("committee"), deployer, input)?;
        Ok(Self { account })
    }

    /// [`Self::try_deploy`], where it must succeed.
    ///
    /// # Panics
    /// If it does not.
    #[track_caller]
    pub fn deploy(chain: &mut Chain, founding: &Founding) -> Self {
        match Self::try_deploy(chain, founding) {
            Ok(committee) => committee,
            Err(error) => panic!("the committee is refused: {error}"),
        }
    }

    /// Calls a message.
    pub fn call(&self, chain: &mut Chain, caller: AccountId, selector: [u8; 4], arguments: &impl Encode) -> Called {
        chain.call(caller, self.account, 0, input(selector, arguments))
    }

    fn ask<T: Decode>(&self, chain: &mut Chain, selector: [u8; 4], arguments: &impl Encode) -> Result<T, Error> {
        chain.ask(account(DEPLOYER), self.account, input(selector, arguments)).result()
    }

    fn told<T: Decode>(&self, chain: &mut Chain, selector: [u8; 4]) -> T {
        chain.ask(account(DEPLOYER), self.account, selector.to_vec()).told()
    }

    /// Asserts that an attempt is refused with exactly this error and that nothing changed.
    ///
    /// # Panics
    /// If not.
    #[track_caller]
    pub fn refuses<T: Debug + PartialEq>(
        &self,
        chain: &mut Chain,
        expected: Error,
        attempt: impl FnOnce(&Self, &mut Chain) -> Result<T, Error>,
    ) {
        let before = chain.root();
        assert_eq!(attempt(self, chain), Err(expected));
        assert_eq!(chain.root(), before, "a refusal must change nothing");
    }
}

impl Founding {
    /// The arguments of the constructor.
    #[must_use]
    pub fn beginning(&self, desk: [u8; 32]) -> Beginning {
        (desk, self.dual, self.strategic, self.settings, self.holders.clone())
    }
}

/// How seats change hands.
impl Committee {
    /// `appoint`
    pub fn appoint(&self, chain: &mut Chain, caller: AccountId, seat: u8, candidate: AccountId) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("appoint"), &(seat, candidate)).result()
    }

    /// `accept`
    pub fn accept(&self, chain: &mut Chain, caller: AccountId, seat: u8) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("accept"), &seat).result()
    }

    /// `resign`
    pub fn resign(&self, chain: &mut Chain, caller: AccountId, seat: u8) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("resign"), &seat).result()
    }

    /// `rotate_key`
    pub fn rotate_key(&self, chain: &mut Chain, caller: AccountId, seat: u8, to: AccountId) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("rotate_key"), &(seat, to)).result()
    }

    /// `finalize_rotation`
    pub fn finalize_rotation(&self, chain: &mut Chain, caller: AccountId, seat: u8) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("finalize_rotation"), &seat).result()
    }

    /// `cancel_rotation`
    pub fn cancel_rotation(&self, chain: &mut Chain, caller: AccountId, seat: u8) -> Result<bool, Error> {
        self.call(chain, caller, selector_bytes!("cancel_rotation"), &seat).result()
    }

    /// `vote_to_suspend`
    pub fn vote_to_suspend(
        &self,
        chain: &mut Chain,
        caller: AccountId,
        own_seat: u8,
        seat: u8,
        reason: &str,
    ) -> Result<bool, Error> {
        self.call(chain, caller, selector_bytes!("vote_to_suspend"), &(own_seat, seat, reason)).result()
    }

    /// `reinstate`
    pub fn reinstate(&self, chain: &mut Chain, caller: AccountId, seat: u8, tenure: u32) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("reinstate"), &(seat, tenure)).result()
    }

    /// `remove_seat`
    pub fn remove_seat(&self, chain: &mut Chain, caller: AccountId, seat: u8, tenure: u32) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("remove_seat"), &(seat, tenure)).result()
    }
}

/// Questions.
impl Committee {
    /// `standing`
    pub fn standing(&self, chain: &mut Chain, snapshot: u64, at: u64) -> Result<Standing, Error> {
        self.ask(chain, selector_bytes!("standing"), &(snapshot, at))
    }

    /// `standing_of`
    pub fn standing_of(&self, chain: &mut Chain, seat: u8, voter: AccountId, snapshot: u64) -> Result<Standing, Error> {
        self.ask(chain, selector_bytes!("standing_of"), &(seat, voter, snapshot))
    }

    /// `holder_at`
    pub fn holder_at(&self, chain: &mut Chain, seat: u8, at: u64) -> Result<Option<(AccountId, u32)>, Error> {
        self.ask(chain, selector_bytes!("holder_at"), &(seat, at))
    }

    /// `roster_at`
    pub fn roster_at(&self, chain: &mut Chain, at: u64) -> Result<Members, Error> {
        self.ask(chain, selector_bytes!("roster_at"), &at)
    }

    /// `seat`
    pub fn seat(&self, chain: &mut Chain, seat: u8) -> Result<SeatView, Error> {
        self.ask(chain, selector_bytes!("seat"), &seat)
    }

    /// `seats`
    pub fn seats(&self, chain: &mut Chain) -> u8 {
        self.told(chain, selector_bytes!("seats"))
    }

    /// `settings`
    pub fn settings(&self, chain: &mut Chain) -> Settings {
        self.told(chain, selector_bytes!("settings"))
    }

    /// `authorities`
    pub fn authorities(&self, chain: &mut Chain) -> (AccountId, AccountId) {
        self.told(chain, selector_bytes!("authorities"))
    }
}

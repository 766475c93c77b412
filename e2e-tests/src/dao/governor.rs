//! The governor as it is deployed.

use crate::{
    called::Called,
    chain::{account, AccountId, Chain},
    suite::input,
};
use atelier_governance::{
    proposal::{Ballot, State, Support},
    timelock::Action,
    track::{Class, House, Rules, Track},
    units::Millis,
};
use ink::selector_bytes;
use scale::{Decode, Encode};

pub use governor::{Classification, Draft, Error, ProposalView, Summary, Wiring};

/// A governor on some chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Governor {
    /// Its account.
    pub account: AccountId,
}

/// A draft with a title and nothing else.
#[must_use]
pub fn draft(title: &str) -> Draft {
    Draft { title: title.into(), link: String::new(), text: [7; 32], seat: None, after: None }
}

/// The same, proposed by a seat.
#[must_use]
pub fn by_seat(seat: u8, title: &str) -> Draft {
    Draft { seat: Some(seat), ..draft(title) }
}

impl Governor {
    /// Instantiates a governor that is not open yet.
    ///
    /// # Panics
    /// If the chain refuses.
    #[track_caller]
    pub fn deploy(chain: &mut Chain, deployer: AccountId, wiring: &Wiring, rules: &Rules) -> Self {
        let desk = chain.upload("governor-desk", deployer);
        let account = chain.deploy("governor", deployer, input(selector_bytes!("new"), &(desk, wiring, rules)));
        Self { account }
    }

    fn ask<T: Decode>(self, chain: &mut Chain, selector: [u8; 4], arguments: &impl Encode) -> T {
        chain.ask(account(0), self.account, input(selector, arguments)).told()
    }

    fn question<T: Decode>(self, chain: &mut Chain, selector: [u8; 4], arguments: &impl Encode) -> Result<T, Error> {
        chain.ask(account(0), self.account, input(selector, arguments)).result()
    }

    /// Calls a message.
    pub fn call(self, chain: &mut Chain, caller: AccountId, selector: [u8; 4], arguments: &impl Encode) -> Called {
        chain.call(caller, self.account, 0, input(selector, arguments))
    }

    /// `propose`, with the given deposit.
    pub fn propose_with(
        self,
        chain: &mut Chain,
        caller: AccountId,
        deposit: u128,
        track: Track,
        actions: &[Action<AccountId>],
        draft: &Draft,
    ) -> Result<u32, Error> {
        let input = input(selector_bytes!("propose"), &(track, actions, draft));
        chain.call(caller, self.account, deposit, input).result()
    }

    /// The input of `vote`.
    #[must_use]
    pub fn vote_input(proposal: u32, support: Support, reason: &str) -> Vec<u8> {
        input(selector_bytes!("vote"), &(proposal, support, reason))
    }

    /// `vote`
    pub fn vote(self, chain: &mut Chain, voter: AccountId, proposal: u32, support: Support) -> Result<(), Error> {
        chain.call(voter, self.account, 0, Self::vote_input(proposal, support, "")).result()
    }

    /// `vote_seat`
    pub fn vote_seat(
        self,
        chain: &mut Chain,
        voter: AccountId,
        proposal: u32,
        seat: u8,
        support: Support,
    ) -> Result<(), Error> {
        self.call(chain, voter, selector_bytes!("vote_seat"), &(proposal, seat, support, "")).result()
    }

    /// `object`
    pub fn object(self, chain: &mut Chain, voter: AccountId, proposal: u32) -> Result<(), Error> {
        self.call(chain, voter, selector_bytes!("object"), &(proposal, "")).result()
    }

    /// `retract`
    pub fn retract(self, chain: &mut Chain, voter: AccountId, proposal: u32) -> Result<(), Error> {
        self.call(chain, voter, selector_bytes!("retract"), &proposal).result()
    }

    /// `object_seat`
    pub fn object_seat(
        self,
        chain: &mut Chain,
        voter: AccountId,
        proposal: u32,
        seat: u8,
        reason: &str,
    ) -> Result<(), Error> {
        self.call(chain, voter, selector_bytes!("object_seat"), &(proposal, seat, reason)).result()
    }

    /// `retract_seat`
    pub fn retract_seat(self, chain: &mut Chain, voter: AccountId, proposal: u32, seat: u8) -> Result<(), Error> {
        self.call(chain, voter, selector_bytes!("retract_seat"), &(proposal, seat)).result()
    }

    /// `cancel`
    pub fn cancel(self, chain: &mut Chain, caller: AccountId, proposal: u32) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("cancel"), &proposal).result()
    }

    /// `cancel_unbacked`
    pub fn cancel_unbacked(self, chain: &mut Chain, caller: AccountId, proposal: u32) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("cancel_unbacked"), &proposal).result()
    }

    /// `queue`
    pub fn queue(self, chain: &mut Chain, caller: AccountId, proposal: u32) -> Result<u32, Error> {
        self.call(chain, caller, selector_bytes!("queue"), &proposal).result()
    }

    /// `settle_deposit`
    pub fn settle_deposit(self, chain: &mut Chain, caller: AccountId, proposal: u32) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("settle_deposit"), &proposal).result()
    }

    /// `prune`
    pub fn prune(self, chain: &mut Chain, caller: AccountId, proposal: u32) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("prune"), &proposal).result()
    }

    /// `prune_ballots`
    pub fn prune_ballots(
        self,
        chain: &mut Chain,
        caller: AccountId,
        proposal: u32,
        voters: &[AccountId],
    ) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("prune_ballots"), &(proposal, voters)).result()
    }

    /// `set_rules`
    pub fn set_rules(self, chain: &mut Chain, caller: AccountId, rules: &Rules) -> Result<u32, Error> {
        self.call(chain, caller, selector_bytes!("set_rules"), rules).result()
    }

    /// `classify`
    pub fn classify(self, chain: &mut Chain, caller: AccountId, classes: &[Classification]) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("classify"), &classes).result()
    }

    /// `open`
    pub fn open(self, chain: &mut Chain, caller: AccountId) -> Result<(), Error> {
        self.call(chain, caller, selector_bytes!("open"), &()).result()
    }

    /// `state`
    pub fn state(self, chain: &mut Chain, proposal: u32) -> Result<State, Error> {
        self.question(chain, selector_bytes!("state"), &proposal)
    }

    /// `proposal`
    pub fn proposal(self, chain: &mut Chain, proposal: u32) -> Result<ProposalView, Error> {
        self.question(chain, selector_bytes!("proposal"), &proposal)
    }

    /// `proposals`
    pub fn proposals(self, chain: &mut Chain, from: u32, count: u32) -> Result<Vec<Summary>, Error> {
        self.question(chain, selector_bytes!("proposals"), &(from, count))
    }

    /// `actions`
    pub fn actions(self, chain: &mut Chain, proposal: u32) -> Vec<Action<AccountId>> {
        self.ask(chain, selector_bytes!("actions"), &proposal)
    }

    /// `ballot`
    pub fn ballot(self, chain: &mut Chain, proposal: u32, voter: AccountId) -> Option<Ballot> {
        self.ask(chain, selector_bytes!("ballot"), &(proposal, voter))
    }

    /// `proposal_count`
    pub fn proposal_count(self, chain: &mut Chain) -> Result<u32, Error> {
        self.question(chain, selector_bytes!("proposal_count"), &())
    }

    /// `version`
    pub fn version(self, chain: &mut Chain) -> Result<u32, Error> {
        self.question(chain, selector_bytes!("version"), &())
    }

    /// `rules`
    pub fn rules(self, chain: &mut Chain, version: u32) -> Result<Rules, Error> {
        self.question(chain, selector_bytes!("rules"), &version)
    }

    /// `wiring`
    pub fn wiring(self, chain: &mut Chain) -> Wiring {
        self.ask(chain, selector_bytes!("wiring"), &())
    }

    /// `deployer`
    pub fn deployer(self, chain: &mut Chain) -> Result<Option<AccountId>, Error> {
        self.question(chain, selector_bytes!("deployer"), &())
    }

    /// `class_of`
    pub fn class_of(self, chain: &mut Chain, target: AccountId, selector: [u8; 4]) -> Class {
        self.ask(chain, selector_bytes!("class_of"), &(target, selector))
    }

    /// `vetoes`
    pub fn vetoes(self, chain: &mut Chain, house: House) -> Vec<(u32, Millis)> {
        self.ask(chain, selector_bytes!("vetoes"), &house)
    }

    /// `nonce`
    pub fn nonce(self, chain: &mut Chain, signer: AccountId) -> u64 {
        self.ask(chain, selector_bytes!("nonce"), &signer)
    }
}

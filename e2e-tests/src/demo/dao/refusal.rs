//! The contracts' refusals as sentences that people understand.

use super::{plan::Plan, words};
use crate::demo::amount;
use atelier_governance::{
    proposal::{self, State},
    timelock,
    track::{Class, House},
    treasury,
    units::Millis,
};

/// What sentences need to know.
#[derive(Clone, Copy)]
pub struct Teller<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// When the story began.
    pub started: Millis,
}

impl Teller<'_> {
    fn clock(self, at: Millis) -> String {
        amount::clock(at.saturating_sub(self.started))
    }

    /// Why the governor refuses.
    #[must_use]
    pub fn governor(self, error: &governor::Error) -> String {
        use governor::Error as E;
        let plan = self.plan;
        let reason = match error {
            E::Vote(error) => self.vote(error),
            E::WrongClass { action, class, track } => {
                let what = match class {
                    Class::Creative => "the committee's to decide, on Creative",
                    Class::Strategic => "the community's to decide, on Strategic, or both houses', on Dual",
                    Class::Dual => "both houses' to decide, on Dual",
                    Class::Roster => "about who sits on the committee: for Dual or Override",
                };
                format!("action {} is not {}'s: it is {what}", action + 1, words::track(*track))
            }
            E::BelowThreshold { votes, needed } => format!(
                "its proposer has {} votes, and {} are needed to propose this",
                words::votes(plan, *votes),
                words::votes(plan, *needed)
            ),
            E::WrongDeposit { expected, given } => {
                format!("the deposit is {} and not {}", words::money(plan, *expected), words::money(plan, *given))
            }
            E::TooManyLive { most } => format!("its proposer has {most} open on this track already"),
            E::AlreadyProposed(number) => {
                format!("the same is being decided already, or not executed yet: \"{}\"", self.proposal(*number))
            }
            E::CoolingDown { until } => {
                format!("the community has refused this; it can be proposed again after {}", self.clock(*until))
            }
            E::OnlyOverride { refused, until } => format!(
                "the committee has refused this as \"{}\"; until {} only Override can carry it",
                self.proposal(*refused),
                self.clock(*until)
            ),
            E::NothingToOverride => "the committee has not refused this, so there is nothing to override".into(),
            E::SeatNeeded => "only seats of the committee propose on Creative".into(),
            E::ActionCount { given, most } => format!("it has {given} actions, and 1 to {most} are allowed"),
            E::TooLong { given, most } => format!("it has {given} bytes, and {most} are allowed"),
            E::WrongState(state) => format!("it is {}", words::state(*state)),
            E::NothingToSettle => "there is no deposit to pay out, or it was paid out".into(),
            E::PaymentFailed => "the deposit did not arrive".into(),
            other => format!("{other:?}"),
        };
        format!("the governor refuses: {reason}")
    }

    /// The name of a proposal by its number on the chain, which counts from 1 in the order of the file.
    fn proposal(self, number: u32) -> String {
        let index = (number as usize).checked_sub(1);
        index.and_then(|index| self.plan.proposals.get(index)).map_or_else(String::new, |known| known.name.clone())
    }

    fn vote(self, error: &proposal::Error) -> String {
        use proposal::Error as E;
        match error {
            E::NotActive { snapshot, end } => {
                format!("votes count after {} and until {}, and not now", self.clock(*snapshot), self.clock(*end))
            }
            E::OnlyAgainst { since } => format!("since {} it is too late for any vote but Against", self.clock(*since)),
            E::NoVotes { at } => format!("the account had no votes on {}, when they were counted", self.clock(*at)),
            E::SameVote(support) => format!("this vote was cast already: {}", words::support(*support)),
            E::NotAsked(house) => format!("the {} has no vote on it", words::house(*house)),
            E::NoObjection(House::Community) => "the community cannot object to it".into(),
            E::NoObjection(House::Committee) => "the committee cannot object to it".into(),
            E::NotOpenToObjection { after, until } => {
                format!("objections count after {} and until {}, and not now", self.clock(*after), self.clock(*until))
            }
            E::NotPassed => "it was not decided in favor, so there is nothing to object to".into(),
            E::ObjectsAlready => "this objection stands already".into(),
            E::ObjectsNot => "there is no objection to take back".into(),
            E::TooLateToRetract { until } => format!("objections could be taken back until {}", self.clock(*until)),
            E::VetoBudgetExhausted { vetoes, free_at } => {
                format!("the committee has used its {vetoes} vetoes; the next one is free on {}", self.clock(*free_at))
            }
            E::ReasonTooLong { bytes } => {
                format!("the reason has {bytes} bytes, and {} are allowed", proposal::MAX_REASON)
            }
            E::SeatDoesNotCount { seat } => format!("seat {seat} has no vote on it"),
            other => format!("{other:?}"),
        }
    }

    /// Why a timelock refuses.
    #[must_use]
    pub fn timelock(self, error: &::timelock::Error) -> String {
        use ::timelock::Error as E;
        let reason = match error {
            E::Timelock(timelock::Error::NotReady { status, .. }) => {
                format!("it cannot be executed now: it is {}", format!("{status:?}").to_lowercase())
            }
            E::ActionFailed { index } => {
                format!("action {} fails, so nothing of it is done; it can be tried again", index + 1)
            }
            other => format!("{other:?}"),
        };
        format!("the timelock refuses: {reason}")
    }

    /// Why the treasury refuses.
    #[must_use]
    pub fn treasury(self, error: &::treasury::Error) -> String {
        use ::treasury::Error as E;
        let reason = match error {
            E::Treasury(treasury::Error::NothingUnbooked) => "nothing has come in that is not booked".into(),
            E::Treasury(treasury::Error::NothingDue { .. }) => "nothing of it is due now".into(),
            E::PayoutFailed { amount, .. } => format!("{} did not arrive", words::money(self.plan, *amount)),
            other => format!("{other:?}"),
        };
        format!("the treasury refuses: {reason}")
    }

    /// Why the token refuses.
    #[must_use]
    pub fn votes(self, error: &::votes::Error) -> String {
        match error {
            ::votes::Error::Excluded(_) => "the token refuses: an excluded account neither delegates nor votes".into(),
            other => format!("the token refuses: {other:?}"),
        }
    }

    /// Why the ledger of splits refuses.
    #[must_use]
    pub fn splits(self, error: &splits::Error) -> String {
        crate::demo::refusal::of_money(&self.plan.split, error)
    }

    /// Why a proposal that was not decided in favor cannot be executed.
    #[must_use]
    pub fn not_queued(self, state: State) -> String {
        format!("it was never given to its timelock: it is {}", words::state(state))
    }
}

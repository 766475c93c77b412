//! The contract's refusals as sentences that people understand.

use super::{
    paper::{License, Millis},
    plan::Plan,
    words,
};
use crate::demo::amount;
use atelier_licensing::{error::Error as Rule, units::LicenseId};
use licenses::Error;

/// What sentences need to know.
#[derive(Clone, Copy)]
pub struct Teller<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// When the story began.
    pub started: Millis,
    /// The licenses so far.
    pub licenses: &'a [License],
    /// Their numbers.
    pub ids: &'a [LicenseId],
}

impl Teller<'_> {
    fn clock(self, at: Millis) -> String {
        amount::clock(at.saturating_sub(self.started))
    }

    fn money(self, units: u128) -> String {
        words::money(self.plan, units)
    }

    /// Why the contract refuses.
    #[must_use]
    pub fn tell(self, error: &Error) -> String {
        let reason = match error {
            Error::License(error) => self.rule(error),
            Error::TokenFailed(_) => {
                format!("the {} did not come: too little is there, or approved", self.plan.asset.name)
            }
            Error::PayoutFailed { amount, .. } => format!("{} did not arrive", self.money(*amount)),
            other => format!("{other:?}"),
        };
        format!("the contract refuses: {reason}")
    }

    fn rule(self, error: &Rule) -> String {
        match error {
            Rule::AlreadyLicensed { license } => {
                let known = self.ids.iter().position(|id| id == license).map(|number| &self.licenses[number]);
                let until = known.and_then(License::until).map(|until| format!(" until {}", self.clock(until)));
                format!("it has a license of this plan{} already", until.unwrap_or_default())
            }
            Rule::SelfReferral => "nobody earns by bringing in itself".into(),
            Rule::NotLive => "its license was canceled".into(),
            Rule::Ended { .. } => "its license has ended".into(),
            Rule::Held { .. } => "its license is paused".into(),
            Rule::NotHeld => "its license is not paused".into(),
            Rule::TooManyAhead => "too much is paid ahead already".into(),
            Rule::NoMandate => "no mandate lets keepers renew it, or the mandate is used up".into(),
            Rule::MandateExpired { at } => format!("the mandate was good until {}", self.clock(*at)),
            Rule::MandateTooLow { price, most } => {
                format!("a period costs {}, and the mandate covers {}", self.money(*price), self.money(*most))
            }
            Rule::OutsideWindow { from, to } => format!(
                "keepers can renew it from {} to {} only, outages and pauses not counted",
                self.clock(*from),
                self.clock(*to)
            ),
            Rule::NoChange => "this is no other plan".into(),
            Rule::OthersMoney => "somebody else has paid what is not earned".into(),
            Rule::NothingUnearned => "nothing is left of it that could wait".into(),
            Rule::TooManyPauses { most } => match most {
                0 => "its plan cannot be paused".into(),
                most => format!("its plan can be paused {} in a year", words::times(u16::from(*most))),
            },
            Rule::TooExpensive { total } => format!("it costs {}", self.money(*total)),
            Rule::PrepaidTooLow { holds } => format!("only {} are paid in advance", self.money(*holds)),
            Rule::Nothing => "there is nothing to pay out".into(),
            other => format!("{other:?}"),
        }
    }
}

//! Disputes about a license.
//!
//! ```text
//!          respond               rule                    14 days over
//!   Open ──────────▶ Responded ───────▶ Ruled ─────────────────────────────▶ Closed
//!    │                   │                │ appeal                 execute     ▲
//!    │ 7 days, rule      │                ▼           rule                     │
//!    │                   │             Appealed ─────────────▶ Final ──────────┤
//!    │                   │                │ 60 days without: the first ruling  │
//!    └───────────────────┴────────────────┴────────────────────────────────────┘
//!            60 days without a ruling: nobody was at fault
//! ```
//!
//! Whoever opens a dispute leaves a bond, lost if it is dismissed; so does who appeals, lost if the last ruling is the first. The
//! arbiter rules first and may suspend the license until the dispute is closed; the DAO rules last. No arrow with a time on it
//! needs somebody's good will: anybody may call `execute`.
//!
//! # Invariants
//! 1. Each rules once: the arbiter before, the DAO after an appeal.
//! 2. Nobody is found at fault before having had [`REPLY`] to say something, or having said it.
//! 3. A suspension outlives neither [`PATIENCE`] without a ruling nor, after a ruling, [`APPEAL`] and [`PATIENCE`] together.

use crate::units::{LicenseId, Millis, DAY};

/// How long the holder has to respond.
pub const REPLY: Millis = 7 * DAY;
/// How long the loser has to appeal.
pub const APPEAL: Millis = 14 * DAY;
/// After so long nobody waits for a ruling any more.
pub const PATIENCE: Millis = 60 * DAY;

/// How a dispute is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Verdict {
    /// There was nothing to it. The bond is lost; the license goes on, and gets back the time of its suspension.
    Dismissed,
    /// It was right to ask, and the holder did nothing wrong: the license goes on, and gets back the time.
    NoFault,
    /// The holder did nothing wrong, and the license has to end: all that is not earned goes back to who paid it.
    TakenBack,
    /// The holder did something wrong: the license goes on, and the time of its suspension is lost.
    Warned,
    /// The holder broke the terms: the license ends now, and nothing goes back.
    Breach,
}

impl Verdict {
    /// Who has lost, and may appeal.
    #[must_use]
    pub const fn loser(self) -> Side {
        match self {
            Self::Dismissed | Self::NoFault => Side::Opener,
            Self::TakenBack | Self::Warned | Self::Breach => Side::Holder,
        }
    }
}

/// The sides of a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Side {
    /// Who opened it.
    Opener,
    /// Whoever has the license.
    Holder,
}

/// Who rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Judge {
    /// First.
    Arbiter,
    /// Last.
    Dao,
}

/// Where a dispute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Stage {
    /// The holder may respond.
    Open,
    /// The holder has responded.
    Responded,
    /// The arbiter has ruled.
    Ruled,
    /// The loser has appealed.
    Appealed,
    /// The DAO has ruled.
    Final,
    /// It is over.
    Closed,
}

/// A dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Dispute<A> {
    /// The license.
    pub license: LicenseId,
    /// Where it stands.
    pub stage: Stage,
    /// Who opened it.
    pub opener: A,
    /// The hash of why.
    pub reason: [u8; 32],
    /// What the opener left.
    pub bond: u128,
    /// When it was opened.
    pub opened: Millis,
    /// The hash of what the holder says.
    pub response: Option<[u8; 32]>,
    /// When the license was suspended for it.
    pub suspended: Option<Millis>,
    /// What the arbiter has ruled.
    pub first: Option<Verdict>,
    /// When.
    pub ruled: Millis,
    /// Who appealed, and what that left.
    pub appeal: Option<(A, u128)>,
    /// When.
    pub appealed: Millis,
    /// What the DAO has ruled.
    pub last: Option<Verdict>,
    /// The hash of the grounds of the latest ruling.
    pub grounds: [u8; 32],
}

/// Why something about a dispute is refused. Append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Error {
    /// There is no such dispute.
    Unknown,
    /// There is one about the license.
    OneIsOpen {
        /// Its number.
        dispute: u32,
    },
    /// Nobody opens a dispute with themself.
    OwnLicense,
    /// Not in this stage.
    WrongStage {
        /// The stage.
        stage: Stage,
    },
    /// The time for it is over.
    TooLate {
        /// Since when.
        since: Millis,
    },
    /// The time for it has not come.
    TooEarly {
        /// When it does.
        from: Millis,
    },
    /// Only who lost may appeal.
    NotTheLoser,
    /// It is suspended already.
    IsSuspended,
}

/// How a dispute ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Outcome<A> {
    /// How it is decided; `None`: nobody did.
    pub verdict: Option<Verdict>,
    /// What goes back: to the opener, and to who appealed.
    pub back: [Option<(A, u128)>; 2],
    /// What is lost.
    pub lost: u128,
}

/// Opens a dispute about a license of `holder`. `current` is the license's latest one.
///
/// # Errors
/// [`Error::OneIsOpen`], [`Error::OwnLicense`].
pub fn open<A: Copy + Eq>(
    current: Option<(u32, Stage)>,
    license: LicenseId,
    holder: A,
    opener: A,
    reason: [u8; 32],
    bond: u128,
    now: Millis,
) -> Result<Dispute<A>, Error> {
    match current {
        Some((dispute, stage)) if stage != Stage::Closed => return Err(Error::OneIsOpen { dispute }),
        _ => {}
    }
    if opener == holder {
        return Err(Error::OwnLicense);
    }
    Ok(Dispute {
        license,
        stage: Stage::Open,
        opener,
        reason,
        bond,
        opened: now,
        response: None,
        suspended: None,
        first: None,
        ruled: 0,
        appeal: None,
        appealed: 0,
        last: None,
        grounds: [0; 32],
    })
}

impl<A: Copy + Eq> Dispute<A> {
    fn wrong<T>(&self) -> Result<T, Error> {
        Err(Error::WrongStage { stage: self.stage })
    }

    /// The holder says something.
    ///
    /// # Errors
    /// [`Error::WrongStage`], [`Error::TooLate`].
    pub fn respond(&self, response: [u8; 32], now: Millis) -> Result<Self, Error> {
        if self.stage != Stage::Open {
            return self.wrong();
        }
        before(self.opened.saturating_add(REPLY), now)?;
        Ok(Self { stage: Stage::Responded, response: Some(response), ..*self })
    }

    /// The arbiter suspends the license.
    ///
    /// # Errors
    /// [`Error::WrongStage`], [`Error::IsSuspended`]; [`Error::TooLate`] when anybody may end the dispute.
    pub fn suspend(&self, now: Millis) -> Result<Self, Error> {
        match self.stage {
            Stage::Open | Stage::Responded => before(self.opened.saturating_add(PATIENCE), now)?,
            Stage::Ruled => before(self.ruled.saturating_add(APPEAL), now)?,
            Stage::Appealed => before(self.appealed.saturating_add(PATIENCE), now)?,
            Stage::Final | Stage::Closed => return self.wrong(),
        }
        if self.suspended.is_some() {
            return Err(Error::IsSuspended);
        }
        Ok(Self { suspended: Some(now), ..*self })
    }

    /// Somebody rules. To dismiss a dispute the arbiter need not wait for a response: it takes nothing from the holder.
    ///
    /// # Errors
    /// [`Error::WrongStage`], [`Error::TooEarly`], [`Error::TooLate`].
    pub fn rule(&self, judge: Judge, verdict: Verdict, grounds: [u8; 32], now: Millis) -> Result<Self, Error> {
        match (judge, self.stage) {
            (Judge::Arbiter, Stage::Open | Stage::Responded) => {
                before(self.opened.saturating_add(PATIENCE), now)?;
                let from = self.opened.saturating_add(REPLY);
                if self.stage == Stage::Open && verdict != Verdict::Dismissed && now < from {
                    return Err(Error::TooEarly { from });
                }
                Ok(Self { stage: Stage::Ruled, first: Some(verdict), ruled: now, grounds, ..*self })
            }
            (Judge::Dao, Stage::Appealed) => {
                before(self.appealed.saturating_add(PATIENCE), now)?;
                Ok(Self { stage: Stage::Final, last: Some(verdict), grounds, ..*self })
            }
            _ => self.wrong(),
        }
    }

    /// `who` appeals, with a bond; `holder` has the license now.
    ///
    /// # Errors
    /// [`Error::WrongStage`], [`Error::TooLate`], [`Error::NotTheLoser`].
    pub fn appeal(&self, who: A, holder: A, bond: u128, now: Millis) -> Result<Self, Error> {
        let (Stage::Ruled, Some(first)) = (self.stage, self.first) else { return self.wrong() };
        before(self.ruled.saturating_add(APPEAL), now)?;
        let loser = match first.loser() {
            Side::Opener => self.opener,
            Side::Holder => holder,
        };
        if who != loser {
            return Err(Error::NotTheLoser);
        }
        Ok(Self { stage: Stage::Appealed, appeal: Some((who, bond)), appealed: now, ..*self })
    }

    /// Ends a dispute that is decided, or that nobody decides any more.
    ///
    /// # Errors
    /// [`Error::TooEarly`], [`Error::WrongStage`] if it is over.
    pub fn execute(&self, now: Millis) -> Result<(Self, Outcome<A>), Error> {
        let from = match self.stage {
            Stage::Open | Stage::Responded => self.opened.saturating_add(PATIENCE),
            Stage::Ruled => self.ruled.saturating_add(APPEAL),
            Stage::Appealed => self.appealed.saturating_add(PATIENCE),
            Stage::Final => 0,
            Stage::Closed => return self.wrong(),
        };
        if now < from {
            return Err(Error::TooEarly { from });
        }
        let verdict = self.last.or(self.first);
        let (opened, appealed) = (Some((self.opener, self.bond)), self.appeal);
        let is_lost = [verdict == Some(Verdict::Dismissed), self.last.is_some() && self.last == self.first];
        let (mut back, mut lost) = ([None; 2], 0u128);
        for ((bond, is_lost), place) in [opened, appealed].into_iter().zip(is_lost).zip(&mut back) {
            match bond {
                // Cannot overflow: two amounts of the chain's own money.
                Some((_, amount)) if is_lost => lost = lost.wrapping_add(amount),
                _ => *place = bond,
            }
        }
        Ok((Self { stage: Stage::Closed, suspended: None, ..*self }, Outcome { verdict, back, lost }))
    }
}

fn before(end: Millis, now: Millis) -> Result<(), Error> {
    if now >= end {
        return Err(Error::TooLate { since: end });
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;

    const OPENER: u8 = 1;
    const HOLDER: u8 = 2;
    const STRANGER: u8 = 3;
    const START: Millis = 1_000;
    const BOND: u128 = 10;
    const APPEAL_BOND: u128 = 7;

    fn opened() -> Dispute<u8> {
        open(None, LicenseId(5), HOLDER, OPENER, [1; 32], BOND, START).expect("there is none")
    }

    fn ruled(verdict: Verdict) -> Dispute<u8> {
        opened().rule(Judge::Arbiter, verdict, [2; 32], START + REPLY).expect("the time to reply is over")
    }

    fn appealed(verdict: Verdict) -> Dispute<u8> {
        let who = if verdict.loser() == Side::Opener { OPENER } else { HOLDER };
        ruled(verdict).appeal(who, HOLDER, APPEAL_BOND, START + REPLY).expect("who lost may")
    }

    #[test]
    fn open_refuses_a_second_one_and_ones_own() {
        let again = |current| open(current, LicenseId(5), HOLDER, OPENER, [1; 32], BOND, START);
        for stage in [Stage::Open, Stage::Responded, Stage::Ruled, Stage::Appealed, Stage::Final] {
            assert_eq!(again(Some((4, stage))), Err(Error::OneIsOpen { dispute: 4 }));
        }
        assert_eq!(again(Some((4, Stage::Closed))), Ok(opened()));
        assert_eq!(open(None, LicenseId(5), HOLDER, HOLDER, [1; 32], BOND, START), Err(Error::OwnLicense));
    }

    #[test]
    fn respond_is_possible_once_for_seven_days() {
        let end = START + REPLY;
        let said = opened().respond([9; 32], end - 1).expect("it is the last millisecond");
        assert_eq!((said.stage, said.response), (Stage::Responded, Some([9; 32])));
        assert_eq!(opened().respond([9; 32], end), Err(Error::TooLate { since: end }));
        assert_eq!(said.respond([8; 32], START), Err(Error::WrongStage { stage: Stage::Responded }));
    }

    #[track_caller]
    fn check_rule(dispute: Dispute<u8>, judge: Judge, verdict: Verdict, now: Millis, expected: Result<Stage, Error>) {
        assert_eq!(dispute.rule(judge, verdict, [2; 32], now).map(|ruled| ruled.stage), expected);
    }

    #[test]
    fn rule_waits_for_the_reply() {
        let from = START + REPLY;
        check_rule(opened(), Judge::Arbiter, Verdict::Breach, from - 1, Err(Error::TooEarly { from }));
        check_rule(opened(), Judge::Arbiter, Verdict::NoFault, from - 1, Err(Error::TooEarly { from }));
        check_rule(opened(), Judge::Arbiter, Verdict::Breach, from, Ok(Stage::Ruled));
        check_rule(opened(), Judge::Arbiter, Verdict::Dismissed, START, Ok(Stage::Ruled));
        let said = opened().respond([9; 32], START).expect("in time");
        check_rule(said, Judge::Arbiter, Verdict::Breach, START, Ok(Stage::Ruled));
    }

    #[test]
    fn rule_is_once_for_each_and_in_time() {
        let wrong = |stage| Err(Error::WrongStage { stage });
        let since = START + PATIENCE;
        check_rule(opened(), Judge::Arbiter, Verdict::Breach, since - 1, Ok(Stage::Ruled));
        check_rule(opened(), Judge::Arbiter, Verdict::Breach, since, Err(Error::TooLate { since }));
        check_rule(opened(), Judge::Dao, Verdict::Breach, since - 1, wrong(Stage::Open));
        check_rule(ruled(Verdict::Breach), Judge::Arbiter, Verdict::Breach, since - 1, wrong(Stage::Ruled));
        check_rule(ruled(Verdict::Breach), Judge::Dao, Verdict::Breach, since - 1, wrong(Stage::Ruled));
        let since = START + REPLY + PATIENCE;
        let appealed = appealed(Verdict::Breach);
        check_rule(appealed, Judge::Arbiter, Verdict::Breach, since - 1, wrong(Stage::Appealed));
        check_rule(appealed, Judge::Dao, Verdict::Breach, since - 1, Ok(Stage::Final));
        check_rule(appealed, Judge::Dao, Verdict::Breach, since, Err(Error::TooLate { since }));
        let last = appealed.rule(Judge::Dao, Verdict::Breach, [3; 32], START + REPLY).expect("in time");
        check_rule(last, Judge::Dao, Verdict::Breach, START + REPLY, wrong(Stage::Final));
    }

    #[test]
    fn appeal_is_the_losers_for_fourteen_days() {
        let (now, since) = (START + REPLY, START + REPLY + APPEAL);
        for (verdict, loser, winner) in [
            (Verdict::Dismissed, OPENER, HOLDER),
            (Verdict::NoFault, OPENER, HOLDER),
            (Verdict::TakenBack, HOLDER, OPENER),
            (Verdict::Warned, HOLDER, OPENER),
            (Verdict::Breach, HOLDER, OPENER),
        ] {
            let ruled = ruled(verdict);
            assert!(ruled.appeal(loser, HOLDER, 0, since - 1).is_ok());
            assert_eq!(ruled.appeal(loser, HOLDER, 0, since), Err(Error::TooLate { since }));
            for other in [winner, STRANGER] {
                assert_eq!(ruled.appeal(other, HOLDER, 0, now), Err(Error::NotTheLoser));
            }
        }
        assert_eq!(opened().appeal(HOLDER, HOLDER, 0, now), Err(Error::WrongStage { stage: Stage::Open }));
        let twice = appealed(Verdict::Breach).appeal(HOLDER, HOLDER, 0, now);
        assert_eq!(twice, Err(Error::WrongStage { stage: Stage::Appealed }));
    }

    #[test]
    fn suspend_is_possible_until_anybody_may_end_it() {
        let cases = [
            (opened(), START + PATIENCE),
            (ruled(Verdict::Breach), START + REPLY + APPEAL),
            (appealed(Verdict::Breach), START + REPLY + PATIENCE),
        ];
        for (dispute, since) in cases {
            let suspended = dispute.suspend(since - 1).expect("it is the last millisecond");
            assert_eq!(suspended.suspended, Some(since - 1));
            assert_eq!(suspended.suspend(since - 1), Err(Error::IsSuspended));
            assert_eq!(dispute.suspend(since), Err(Error::TooLate { since }));
        }
        let last =
            appealed(Verdict::Breach).rule(Judge::Dao, Verdict::Breach, [3; 32], START + REPLY).expect("in time");
        assert_eq!(last.suspend(START + REPLY), Err(Error::WrongStage { stage: Stage::Final }));
    }

    #[track_caller]
    fn check_end(dispute: Dispute<u8>, from: Millis, verdict: Option<Verdict>, back: [u128; 2], lost: u128) {
        if let Some(early) = from.checked_sub(1) {
            assert_eq!(dispute.execute(early), Err(Error::TooEarly { from }));
        }
        let (closed, outcome) = dispute.execute(from).expect("it is time");
        assert_eq!((closed.stage, closed.suspended), (Stage::Closed, None));
        assert_eq!((outcome.verdict, outcome.lost), (verdict, lost));
        assert_eq!(outcome.back.map(|bond| bond.map_or(0, |(_, amount)| amount)), back);
        let all = dispute.bond + dispute.appeal.map_or(0, |(_, amount)| amount);
        assert_eq!(back[0] + back[1] + lost, all, "no bond is lost on the way");
        assert_eq!(closed.execute(Millis::MAX), Err(Error::WrongStage { stage: Stage::Closed }));
    }

    #[test]
    fn execute_follows_the_last_ruling() {
        check_end(opened(), START + PATIENCE, None, [BOND, 0], 0);
        let from = START + REPLY + APPEAL;
        check_end(ruled(Verdict::Dismissed), from, Some(Verdict::Dismissed), [0, 0], BOND);
        check_end(ruled(Verdict::Breach), from, Some(Verdict::Breach), [BOND, 0], 0);
        let from = START + REPLY + PATIENCE;
        check_end(appealed(Verdict::Breach), from, Some(Verdict::Breach), [BOND, APPEAL_BOND], 0);
        check_end(appealed(Verdict::Dismissed), from, Some(Verdict::Dismissed), [0, APPEAL_BOND], BOND);
        let last = |first, last| appealed(first).rule(Judge::Dao, last, [3; 32], START + REPLY).expect("in time");
        check_end(last(Verdict::Breach, Verdict::Breach), 0, Some(Verdict::Breach), [BOND, 0], APPEAL_BOND);
        check_end(last(Verdict::Breach, Verdict::Dismissed), 0, Some(Verdict::Dismissed), [0, APPEAL_BOND], BOND);
        check_end(
            last(Verdict::Dismissed, Verdict::Dismissed),
            0,
            Some(Verdict::Dismissed),
            [0, 0],
            BOND + APPEAL_BOND,
        );
        check_end(last(Verdict::Dismissed, Verdict::Breach), 0, Some(Verdict::Breach), [BOND, APPEAL_BOND], 0);
    }
}

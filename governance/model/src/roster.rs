//! The committee as a list of everything that ever happened to it.
//!
//! [`Model`] keeps a copy of all seats for each moment at which one changed, and answers by walking through them. Accounts
//! are numbers. [`Operation`]s are drawn at random, the invalid ones included, and [`replay`] compares a machine that does
//! them with the model: the rules in memory, and the contract on a chain.

use crate::Random;
use atelier_governance::roster::{Error, Settings, Standing, Status};

const DAY: u64 = 86_400_000;

/// Who holds a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The account.
    pub holder: u32,
    /// The number of the appointment.
    pub tenure: u32,
    /// When the term ends.
    pub term_end: u64,
    /// When the last suspension began and ended or will end.
    pub suspension: Option<(u64, u64)>,
}

impl Member {
    fn is_there(&self, at: u64) -> bool {
        at <= self.term_end + 30 * DAY
    }

    fn is_suspended(&self, at: u64) -> bool {
        self.suspension.is_some_and(|(_, end)| at < end)
    }
}

/// One thing that somebody tries. The first field is who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `appoint`
    Appoint(u32, u8, u32),
    /// `accept`
    Accept(u32, u8),
    /// `resign`
    Resign(u32, u8),
    /// `rotate_key`
    RotateKey(u32, u8, u32),
    /// `finalize_rotation`
    FinalizeRotation(u32, u8),
    /// `cancel_rotation`
    CancelRotation(u32, u8),
    /// `vote_to_suspend`, as the holder of the first seat.
    VoteToSuspend(u32, u8, u8),
    /// `reinstate`
    Reinstate(u32, u8, u32),
    /// `remove_seat`
    RemoveSeat(u32, u8, u32),
}

/// What is compared with the model.
pub trait Machine {
    /// Does an operation; a vote tells whether it was the last that it took, everything else tells `true`.
    ///
    /// # Errors
    /// Why it is refused.
    fn apply(&mut self, operation: &Operation, now: u64) -> Result<bool, Error>;
    /// `standing`
    ///
    /// # Errors
    /// Why it is refused.
    fn standing(&mut self, snapshot: u64, at: u64, now: u64) -> Result<Standing, Error>;
    /// `standing_of`
    ///
    /// # Errors
    /// Why it is refused.
    fn standing_of(&mut self, seat: u8, voter: u32, snapshot: u64, now: u64) -> Result<Standing, Error>;
    /// Holder and tenure of all seats at a time.
    ///
    /// # Errors
    /// Why it is refused.
    fn holders(&mut self, at: u64, now: u64) -> Result<Vec<Option<(u32, u32)>>, Error>;
}

/// The timelock of both houses.
pub const DUAL: u32 = 1;
/// The timelock of the community.
pub const STRATEGIC: u32 = 2;

/// An offer of a seat, or a rotation of its key: to whom, since when, and who voted against it (seat and tenure).
type Coming = (u32, u64, Vec<(u8, u32)>);

/// The committee with its whole past.
#[derive(Clone, Debug)]
pub struct Model {
    settings: Settings,
    /// All seats, and since when they were so, the latest last.
    past: Vec<(u64, Vec<Option<Member>>)>,
    offers: Vec<Option<Coming>>,
    rotations: Vec<Option<Coming>>,
    motions: Vec<Option<Coming>>,
    tenures: u32,
}

impl Model {
    /// A committee of these holders.
    #[must_use]
    pub fn new(settings: Settings, holders: &[Option<u32>], now: u64) -> Self {
        let nothing = vec![None; holders.len()];
        let mut model = Self {
            settings,
            past: vec![(now, vec![None; holders.len()])],
            offers: nothing.clone(),
            rotations: nothing.clone(),
            motions: nothing,
            tenures: 0,
        };
        for (seat, holder) in holders.iter().enumerate() {
            if let Some(holder) = holder {
                model.seat(seat, *holder, now);
            }
        }
        model
    }

    /// The first end of the seat's cohort that is more than 60 days away, counted term by term.
    fn term_end(&self, seat: usize, now: u64) -> u64 {
        let Settings { term, first_end } = self.settings;
        let mut end = if seat % 2 == 1 { first_end + term / 2 } else { first_end };
        while end <= now + 60 * DAY {
            end += term;
        }
        end
    }

    fn seat(&mut self, seat: usize, holder: u32, now: u64) {
        self.tenures += 1;
        let member = Member { holder, tenure: self.tenures, term_end: self.term_end(seat, now), suspension: None };
        self.set(seat, Some(member), now);
    }

    fn set(&mut self, seat: usize, member: Option<Member>, now: u64) {
        let mut seats = self.seats().clone();
        seats[seat] = member;
        self.past.push((now, seats));
    }

    fn seats(&self) -> &Vec<Option<Member>> {
        &self.past.last().expect("there is always a roster").1
    }

    /// Who held the seat at a time.
    #[must_use]
    pub fn member(&self, seat: usize, at: u64) -> Option<Member> {
        let seats = &self.past.iter().rev().find(|(since, _)| *since <= at)?.1;
        seats.get(seat).copied().flatten().filter(|member| member.is_there(at))
    }

    /// What a seat is at a time.
    #[must_use]
    pub fn status(&self, seat: usize, at: u64) -> Status {
        match self.member(seat, at) {
            None => Status::Vacant,
            Some(member) if member.is_suspended(at) => Status::Suspended,
            Some(member) if at > member.term_end => Status::Holdover,
            Some(_) => Status::Filled,
        }
    }

    fn count(&self) -> usize {
        self.seats().len()
    }

    fn seat_of(&self, account: u32, now: u64) -> Option<u8> {
        let holds = |seat: &usize| self.member(*seat, now).is_some_and(|member| member.holder == account);
        (0..self.count()).find(holds).map(|seat| seat as u8)
    }

    fn others(&self, seat: usize, now: u64) -> usize {
        (0..self.count()).filter(|other| *other != seat && self.member(*other, now).is_some()).count()
    }

    /// How many of those who voted still are who they were, and may vote.
    fn counted(&self, votes: &[(u8, u32)], now: u64) -> usize {
        let counts = |(seat, tenure): &&(u8, u32)| {
            let member = self.member(usize::from(*seat), now);
            member.is_some_and(|member| member.tenure == *tenure && !member.is_suspended(now))
        };
        votes.iter().filter(counts).count()
    }

    fn held(&self, seat: u8, now: u64) -> Result<Member, Error> {
        if usize::from(seat) >= self.count() {
            return Err(Error::UnknownSeat { seat });
        }
        self.member(usize::from(seat), now).ok_or(Error::Vacant { seat })
    }

    fn own(&self, seat: u8, caller: u32, now: u64) -> Result<Member, Error> {
        let member = self.held(seat, now)?;
        if member.holder == caller {
            Ok(member)
        } else {
            Err(Error::NotHolder { seat })
        }
    }

    fn same(&self, seat: u8, tenure: u32, now: u64) -> Result<Member, Error> {
        let member = self.held(seat, now)?;
        if member.tenure == tenure {
            Ok(member)
        } else {
            Err(Error::TenureChanged { seat, tenure: member.tenure })
        }
    }

    fn active(&self, seat: u8, member: &Member, now: u64) -> Result<(), Error> {
        match member.suspension {
            Some((_, until)) if now < until => Err(Error::Suspended { seat, until }),
            _ => Ok(()),
        }
    }

    fn regular(&self, seat: u8, member: &Member, now: u64) -> Result<(), Error> {
        self.active(seat, member, now)?;
        if now > member.term_end {
            return Err(Error::InHoldover { seat, term_end: member.term_end });
        }
        Ok(())
    }

    fn free(&self, account: u32, except: Option<u8>, now: u64) -> Result<(), Error> {
        match self.seat_of(account, now) {
            Some(seat) if Some(seat) != except => Err(Error::AlreadySeated { seat }),
            _ => Ok(()),
        }
    }

    fn forget_holder(&mut self, seat: usize) {
        self.rotations[seat] = None;
        self.motions[seat] = None;
    }

    /// Does an operation, see [`Machine::apply`].
    ///
    /// # Errors
    /// Why it is refused.
    pub fn apply(&mut self, operation: &Operation, now: u64) -> Result<bool, Error> {
        match *operation {
            Operation::Appoint(caller, seat, candidate) => {
                if caller != DUAL {
                    return Err(Error::NotAuthorized);
                }
                if let Ok(member) = self.held(seat, now) {
                    if now <= member.term_end {
                        return Err(Error::SeatFilled { seat, term_end: member.term_end });
                    }
                } else if usize::from(seat) >= self.count() {
                    return Err(Error::UnknownSeat { seat });
                }
                self.free(candidate, Some(seat), now)?;
                self.offers[usize::from(seat)] = Some((candidate, now, Vec::new()));
            }
            Operation::Accept(caller, seat) => {
                let place = usize::from(seat);
                let offer = self.offers.get(place).ok_or(Error::UnknownSeat { seat })?;
                let Some((candidate, since, _)) = offer else { return Err(Error::NoOffer { seat }) };
                if *candidate != caller {
                    return Err(Error::NotOffered { seat });
                }
                if now - since > 30 * DAY {
                    return Err(Error::OfferExpired { seat, until: since + 30 * DAY });
                }
                self.free(caller, Some(seat), now)?;
                self.seat(place, caller, now);
                self.offers[place] = None;
                self.forget_holder(place);
            }
            Operation::Resign(caller, seat) => {
                self.own(seat, caller, now)?;
                self.set(seat.into(), None, now);
                self.forget_holder(seat.into());
            }
            Operation::RotateKey(caller, seat, to) => {
                let member = self.own(seat, caller, now)?;
                self.regular(seat, &member, now)?;
                self.free(to, None, now)?;
                for other in 0..self.count() {
                    let coming = |coming: &Option<Coming>| {
                        coming
                            .as_ref()
                            .filter(|(_, since, _)| now - since <= 30 * DAY)
                            .map(|(who, since, _)| (*who, *since))
                    };
                    let (offer, rotation) = (coming(&self.offers[other]), coming(&self.rotations[other]));
                    if other == usize::from(seat) {
                        if let Some((_, since)) = rotation {
                            return Err(Error::RotationPending { seat, until: since + 30 * DAY });
                        }
                    } else if offer.is_some_and(|(who, _)| who == to) || rotation.is_some_and(|(who, _)| who == to) {
                        return Err(Error::AlreadyPending { seat: other as u8 });
                    }
                }
                self.rotations[usize::from(seat)] = Some((to, now, Vec::new()));
            }
            Operation::FinalizeRotation(caller, seat) => {
                let member = self.held(seat, now)?;
                let Some((to, since, _)) = &self.rotations[usize::from(seat)] else {
                    return Err(Error::NoRotation { seat });
                };
                if *to != caller {
                    return Err(Error::NotRotationTarget { seat });
                }
                if now - since < 3 * DAY {
                    return Err(Error::RotationTooEarly { seat, from: since + 3 * DAY });
                }
                if now - since > 30 * DAY {
                    return Err(Error::RotationExpired { seat, until: since + 30 * DAY });
                }
                self.regular(seat, &member, now)?;
                self.free(caller, None, now)?;
                self.set(seat.into(), Some(Member { holder: caller, ..member }), now);
                self.rotations[usize::from(seat)] = None;
            }
            Operation::CancelRotation(caller, seat) => {
                self.held(seat, now)?;
                let place = usize::from(seat);
                let rotation = self.rotations[place].clone().filter(|(_, since, _)| now - since <= 30 * DAY);
                let Some((to, since, mut votes)) = rotation else { return Err(Error::NoRotation { seat }) };
                let by = self.seat_of(caller, now).ok_or(Error::NotMember)?;
                if by != seat {
                    let member = self.held(by, now)?;
                    self.active(by, &member, now)?;
                    if votes.contains(&(by, member.tenure)) {
                        return Err(Error::AlreadyVoted { seat: by });
                    }
                    votes.push((by, member.tenure));
                    if 2 * self.counted(&votes, now) <= self.others(place, now) {
                        self.rotations[place] = Some((to, since, votes));
                        return Ok(false);
                    }
                }
                self.rotations[place] = None;
            }
            Operation::VoteToSuspend(caller, own, seat) => {
                let voter = self.own(own, caller, now)?;
                self.active(own, &voter, now)?;
                if own == seat {
                    return Err(Error::OwnSeat { seat });
                }
                let member = self.held(seat, now)?;
                self.regular(seat, &member, now)?;
                if let Some((_, end)) = member.suspension {
                    if now < end + 90 * DAY {
                        return Err(Error::SuspendedRecently { seat, until: end + 90 * DAY });
                    }
                }
                for other in 0..self.count() {
                    if let Some(Member { suspension: Some((_, until)), .. }) = self.member(other, now) {
                        if now < until {
                            return Err(Error::OtherSuspended { seat: other as u8, until });
                        }
                    }
                }
                let place = usize::from(seat);
                let motion = self.motions[place].clone().filter(|(_, since, _)| now - since <= 7 * DAY);
                let (_, since, mut votes) = motion.unwrap_or((0, now, Vec::new()));
                if votes.contains(&(own, voter.tenure)) {
                    return Err(Error::AlreadyVoted { seat: own });
                }
                votes.push((own, voter.tenure));
                if 4 * self.counted(&votes, now) < 3 * self.others(place, now) {
                    self.motions[place] = Some((0, since, votes));
                    return Ok(false);
                }
                self.motions[place] = None;
                self.set(place, Some(Member { suspension: Some((now, now + 30 * DAY)), ..member }), now);
            }
            Operation::Reinstate(caller, seat, tenure) => {
                if caller != DUAL && caller != STRATEGIC {
                    return Err(Error::NotAuthorized);
                }
                let member = self.same(seat, tenure, now)?;
                let Some((since, _)) = member.suspension.filter(|(_, until)| now < *until) else {
                    return Err(Error::NotSuspended { seat });
                };
                self.set(seat.into(), Some(Member { suspension: Some((since, now)), ..member }), now);
            }
            Operation::RemoveSeat(caller, seat, tenure) => {
                if caller != DUAL {
                    return Err(Error::NotAuthorized);
                }
                self.same(seat, tenure, now)?;
                self.set(seat.into(), None, now);
                self.forget_holder(seat.into());
            }
        }
        Ok(true)
    }

    /// `standing`
    ///
    /// # Errors
    /// Why it is refused.
    pub fn standing(&self, snapshot: u64, at: u64, now: u64) -> Result<Standing, Error> {
        if at > now {
            return Err(Error::FutureLookup { at, now });
        }
        if snapshot >= now {
            return Err(Error::FutureLookup { at: snapshot, now });
        }
        let mut standing = Standing { seats: self.count() as u8, filled: 0, counting: 0, regular: 0 };
        for seat in 0..self.count() {
            let Some(then) = self.member(seat, snapshot) else { continue };
            standing.filled |= 1 << seat;
            let same = self.member(seat, at).filter(|member| member.tenure == then.tenure);
            if same.is_some_and(|member| !member.is_suspended(at)) {
                standing.counting |= 1 << seat;
            }
            if same.is_some_and(|member| !member.is_suspended(at) && at <= member.term_end) {
                standing.regular |= 1 << seat;
            }
        }
        Ok(standing)
    }

    /// `standing_of`
    ///
    /// # Errors
    /// Why it is refused.
    pub fn standing_of(&self, seat: u8, voter: u32, snapshot: u64, now: u64) -> Result<Standing, Error> {
        if self.member(seat.into(), now).is_none_or(|member| member.holder != voter) {
            return Err(Error::NotHolder { seat });
        }
        self.standing(snapshot, now, now)
    }

    /// Holder and tenure of all seats at a time.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn holders(&self, at: u64, now: u64) -> Result<Vec<Option<(u32, u32)>>, Error> {
        if at > now {
            return Err(Error::FutureLookup { at, now });
        }
        // Before the first roster there were no seats.
        let seats = if at < self.past[0].0 { 0 } else { self.count() };
        let holder = |seat| self.member(seat, at).map(|member| (member.holder, member.tenure));
        Ok((0..seats).map(holder).collect())
    }

    /// A seat that is as wanted, if there is one and nobody strays; else any, or one that there is not.
    fn some_seat(&self, random: &mut Random, stray: bool, is_wanted: impl Fn(usize) -> bool) -> usize {
        let wanted: Vec<usize> = (0..self.count()).filter(|seat| is_wanted(*seat)).collect();
        match random.pick(&wanted) {
            Some(seat) if !stray => *seat,
            _ => random.below(self.count() + 1),
        }
    }

    /// Something that somebody might try, more often than not something that succeeds.
    pub fn draw(&self, random: &mut Random, now: u64) -> Operation {
        let any = |random: &mut Random| random.between(DUAL.into(), u64::from(PEOPLE) - 1) as u32;
        // Whoever strays is the wrong one, or at the wrong place.
        let (wrong_place, wrong_one) = (random.once_in(8), random.once_in(8));
        let by = |random: &mut Random, right: Option<u32>| right.filter(|_| !wrong_one).unwrap_or_else(|| any(random));
        let holder = |seat: usize| self.member(seat, now).map(|member| member.holder);
        let tenure = |seat: usize| self.member(seat, now).map_or(1, |member| member.tenure - u32::from(wrong_place));
        let to = |list: &[Option<Coming>], seat: usize| list.get(seat).cloned().flatten().map(|(who, ..)| who);
        let is_open = |seat: usize| matches!(self.status(seat, now), Status::Vacant | Status::Holdover);
        match random.below(28) {
            0..=3 => {
                let seat = self.some_seat(random, wrong_place, |seat| is_open(seat) && self.offers[seat].is_none());
                Operation::Appoint(by(random, Some(DUAL)), seat as u8, any(random))
            }
            4..=9 => {
                let seat = self.some_seat(random, wrong_place, |seat| self.offers[seat].is_some());
                Operation::Accept(by(random, to(&self.offers, seat)), seat as u8)
            }
            10 => {
                let seat = self.some_seat(random, wrong_place, |seat| self.member(seat, now).is_some());
                Operation::Resign(by(random, holder(seat)), seat as u8)
            }
            11..=13 => {
                let seat = self.some_seat(random, wrong_place, |seat| self.status(seat, now) == Status::Filled);
                Operation::RotateKey(by(random, holder(seat)), seat as u8, any(random))
            }
            14..=16 => {
                let seat = self.some_seat(random, wrong_place, |seat| self.rotations[seat].is_some());
                Operation::FinalizeRotation(by(random, to(&self.rotations, seat)), seat as u8)
            }
            17 => {
                let seat = self.some_seat(random, wrong_place, |seat| self.rotations[seat].is_some());
                let other = self.some_seat(random, false, |other| self.member(other, now).is_some());
                Operation::CancelRotation(by(random, holder(other)), seat as u8)
            }
            18..=25 => {
                // Votes meet where they are on one seat: on the one whose motion is there.
                let is_wanted = |seat: usize| self.motions[seat].is_some();
                let begun = (0..self.count()).any(is_wanted) && !wrong_place;
                let seat = self.some_seat(random, wrong_place, |seat| {
                    if begun {
                        is_wanted(seat)
                    } else {
                        self.status(seat, now) == Status::Filled
                    }
                });
                let own = self.some_seat(random, false, |own| own != seat && self.member(own, now).is_some());
                Operation::VoteToSuspend(by(random, holder(own)), own as u8, seat as u8)
            }
            26 => {
                let right = if random.once_in(2) { DUAL } else { STRATEGIC };
                let seat = self.some_seat(random, wrong_place, |seat| self.status(seat, now) == Status::Suspended);
                Operation::Reinstate(by(random, Some(right)), seat as u8, tenure(seat))
            }
            _ => {
                let seat = self.some_seat(random, wrong_place, |seat| self.member(seat, now).is_some());
                Operation::RemoveSeat(by(random, Some(DUAL)), seat as u8, tenure(seat))
            }
        }
    }

    /// A moment after `now` at which something is about to begin or to end, if there is one.
    fn boundary(&self, random: &mut Random, now: u64) -> Option<u64> {
        let members = self.seats().iter().flatten();
        let mut ends: Vec<u64> = members.flat_map(|member| [member.term_end, member.term_end + 30 * DAY]).collect();
        ends.extend(self.seats().iter().flatten().filter_map(|member| member.suspension).map(|(_, end)| end));
        ends.extend(self.offers.iter().flatten().map(|(_, since, _)| since + 30 * DAY));
        ends.extend(self.rotations.iter().flatten().flat_map(|(_, since, _)| [since + 3 * DAY, since + 30 * DAY]));
        ends.extend(self.motions.iter().flatten().map(|(_, since, _)| since + 7 * DAY));
        ends.retain(|end| *end > now);
        ends.sort_unstable();
        // The next ones, so that nothing is always skipped.
        ends.truncate(4);
        random.pick(&ends).copied()
    }

    /// When the next operation happens: often at once, often a moment before, at or after something ends.
    pub fn next_time(&self, random: &mut Random, now: u64) -> u64 {
        match random.below(12) {
            0..=6 => now,
            7 => now + 1,
            8..=9 => now + random.between(1, 2 * DAY),
            10 => now + random.between(DAY, 10 * DAY),
            _ => self.boundary(random, now).map_or(now, |end| (end + random.between(0, 2) - 1).max(now)),
        }
    }
}

/// Accounts have numbers below this.
pub const PEOPLE: u32 = 24;

/// A committee to begin with, and what it was deployed as.
#[must_use]
pub fn start(random: &mut Random, now: u64) -> (Settings, Vec<Option<u32>>) {
    let seats = random.between(3, 15) as u32;
    let term = [30 * DAY, 61 * DAY, 180 * DAY, 365 * DAY + 1][random.below(4)];
    let settings = Settings { term, first_end: now + random.between(1, term) };
    let holders = (0..seats).map(|seat| (!random.once_in(4)).then_some(3 + seat)).collect();
    (settings, holders)
}

/// How often each kind of operation succeeded.
pub type Successes = [u32; 9];

/// Does random operations with the model and a machine, and compares all that can be asked, with times that were asked before.
///
/// # Errors
/// The first difference, as a sentence.
pub fn replay<M: Machine>(
    random: &mut Random,
    mut model: Model,
    machine: &mut M,
    start: u64,
    steps: usize,
    questions: usize,
) -> Result<Successes, String> {
    let mut now = start;
    let mut successes = Successes::default();
    let mut times = vec![start.saturating_sub(1), start];
    // What was told about the past must be told again.
    let mut told: Vec<(u64, u64, Standing)> = Vec::new();
    for step in 0..steps {
        now = model.next_time(random, now);
        let operation = model.draw(random, now);
        let before = model.clone();
        let (expected, actual) = (model.apply(&operation, now), machine.apply(&operation, now));
        if expected != actual {
            return Err(format!(
                "step {step}, {now}, {operation:?}: {expected:?} expected, {actual:?} done, {before:?}"
            ));
        }
        successes[kind(&operation)] += u32::from(expected == Ok(true));
        times.extend([now.saturating_sub(1), now]);
        for _ in 0..questions {
            let time = |random: &mut Random| match random.below(6) {
                0 => now,
                1 => now + random.between(0, 1),
                2 => random.between(start - 1, now),
                _ => times[random.below(times.len())],
            };
            let (snapshot, at) = (time(random), time(random));
            let (expected, actual) = (model.standing(snapshot, at, now), machine.standing(snapshot, at, now));
            if expected != actual {
                return Err(format!("step {step}, {now}: standing({snapshot}, {at}): {expected:?}, not {actual:?}"));
            }
            if let Ok(standing) = expected {
                if snapshot < now && at < now {
                    told.push((snapshot, at, standing));
                }
            }
            let (expected, actual) = (model.holders(at, now), machine.holders(at, now));
            if expected != actual {
                return Err(format!("step {step}, {now}: holders({at}): {expected:?}, not {actual:?}"));
            }
            let seat = random.below(model.count()) as u8;
            let holder = model.member(seat.into(), now).map(|member| member.holder);
            let voter = holder.filter(|_| !random.once_in(4)).unwrap_or(random.below(PEOPLE as usize) as u32);
            let expected = model.standing_of(seat, voter, snapshot, now);
            let actual = machine.standing_of(seat, voter, snapshot, now);
            if expected != actual {
                return Err(format!(
                    "step {step}, {now}: standing_of({seat}, {voter}, {snapshot}): {expected:?}, not {actual:?}"
                ));
            }
        }
        if let Some((snapshot, at, standing)) = random.pick(&told) {
            let again = machine.standing(*snapshot, *at, now);
            if again != Ok(*standing) {
                return Err(format!("step {step}: the past changed: {standing:?} was told, now {again:?}"));
            }
        }
        check(&model, now)?;
    }
    Ok(successes)
}

fn kind(operation: &Operation) -> usize {
    match operation {
        Operation::Appoint(..) => 0,
        Operation::Accept(..) => 1,
        Operation::Resign(..) => 2,
        Operation::RotateKey(..) => 3,
        Operation::FinalizeRotation(..) => 4,
        Operation::CancelRotation(..) => 5,
        Operation::VoteToSuspend(..) => 6,
        Operation::Reinstate(..) => 7,
        Operation::RemoveSeat(..) => 8,
    }
}

/// What must always be so.
fn check(model: &Model, now: u64) -> Result<(), String> {
    let members: Vec<Member> = (0..model.count()).filter_map(|seat| model.member(seat, now)).collect();
    for (place, member) in members.iter().enumerate() {
        if members[..place].iter().any(|other| other.holder == member.holder || other.tenure == member.tenure) {
            return Err(format!("two seats are one member's: {members:?}"));
        }
    }
    if members.iter().filter(|member| member.is_suspended(now)).count() > 1 {
        return Err(format!("two are suspended at once: {members:?}"));
    }
    Ok(())
}

//! The rules of the committee against its whole past.

use atelier_governance::roster::{
    self as rules, change, found, in_force, standing, Error, Pending, Roster, Settings, Standing, Term,
};
use governance_model::{
    roster::{replay, start, Machine, Model, Operation, Successes, DUAL, STRATEGIC},
    Random,
};

type Account = [u8; 4];

fn account(number: u32) -> Account {
    number.to_be_bytes()
}

/// The cells of a committee in memory.
struct Memory {
    settings: Settings,
    present: Vec<u8>,
    earlier: Vec<Vec<u8>>,
    pending: Vec<Pending<Account>>,
}

impl Memory {
    fn new(settings: Settings, holders: &[Option<u32>], now: u64) -> Self {
        let holders: Vec<_> = holders.iter().map(|holder| holder.map(account)).collect();
        let present = found(&settings, &holders, now).unwrap();
        Self { settings, present, earlier: Vec::new(), pending: vec![Pending::default(); 16] }
    }

    fn roster(&self) -> Roster<'_, 4> {
        Roster(&self.present)
    }

    fn set(&mut self, seat: u8, holder: Account, term: &Term, now: u64) {
        let before = self.present.clone();
        if let Some(number) = change(&mut self.present, seat, &holder, term, now) {
            assert_eq!(number as usize, self.earlier.len());
            self.earlier.push(before);
        }
    }

    fn vacate(&mut self, seat: u8, now: u64) {
        self.set(seat, Account::default(), &Term::default(), now);
        let pending = &mut self.pending[usize::from(seat)];
        (pending.rotation, pending.motion) = (None, None);
    }

    fn at(&self, at: u64) -> Roster<'_, 4> {
        let read = |number| &self.earlier[number as usize][..];
        Roster(in_force::<4>(&self.present, at, read).unwrap_or_default())
    }
}

impl Machine for Memory {
    fn apply(&mut self, operation: &Operation, now: u64) -> Result<bool, Error> {
        match *operation {
            Operation::Appoint(caller, seat, candidate) => {
                if caller != DUAL {
                    return Err(Error::NotAuthorized);
                }
                let offer = rules::appoint(self.roster(), seat, &account(candidate), now)?;
                self.pending[usize::from(seat)].offer = Some(offer);
            }
            Operation::Accept(caller, seat) => {
                let offer = self.pending.get(usize::from(seat)).and_then(|pending| pending.offer);
                let term = rules::accept(self.roster(), &self.settings, &offer, seat, &account(caller), now)?;
                self.set(seat, account(caller), &term, now);
                self.pending[usize::from(seat)] = Pending::default();
            }
            Operation::Resign(caller, seat) => {
                rules::resign(self.roster(), seat, &account(caller), now)?;
                self.vacate(seat, now);
            }
            Operation::RotateKey(caller, seat, to) => {
                let pending = |seat| self.pending[usize::from(seat)];
                let rotation = rules::rotate_key(self.roster(), pending, seat, &account(caller), &account(to), now)?;
                self.pending[usize::from(seat)].rotation = Some(rotation);
            }
            Operation::FinalizeRotation(caller, seat) => {
                let rotation = self.pending[usize::from(seat)].rotation;
                let term = rules::finalize_rotation(self.roster(), &rotation, seat, &account(caller), now)?;
                self.set(seat, account(caller), &term, now);
                self.pending[usize::from(seat)].rotation = None;
            }
            Operation::CancelRotation(caller, seat) => {
                let rotation = self.pending[usize::from(seat)].rotation;
                let done = rules::cancel_rotation(self.roster(), rotation, seat, &account(caller), now)?;
                self.pending[usize::from(seat)].rotation = done.rotation;
                return Ok(done.rotation.is_none());
            }
            Operation::VoteToSuspend(caller, own, seat) => {
                let motion = self.pending[usize::from(seat)].motion;
                let done = rules::vote_to_suspend(self.roster(), motion, own, seat, &account(caller), now)?;
                self.pending[usize::from(seat)].motion = done.motion;
                if done.motion.is_some() {
                    return Ok(false);
                }
                let holder = *self.roster().holder(seat);
                self.set(seat, holder, &done.term, now);
            }
            Operation::Reinstate(caller, seat, tenure) => {
                if ![DUAL, STRATEGIC].contains(&caller) {
                    return Err(Error::NotAuthorized);
                }
                let term = rules::reinstate(self.roster(), seat, tenure, now)?;
                let holder = *self.roster().holder(seat);
                self.set(seat, holder, &term, now);
            }
            Operation::RemoveSeat(caller, seat, tenure) => {
                if caller != DUAL {
                    return Err(Error::NotAuthorized);
                }
                rules::remove_seat(self.roster(), seat, tenure, now)?;
                self.vacate(seat, now);
            }
        }
        Ok(true)
    }

    fn standing(&mut self, snapshot: u64, at: u64, now: u64) -> Result<Standing, Error> {
        if at > now {
            return Err(Error::FutureLookup { at, now });
        }
        if snapshot >= now {
            return Err(Error::FutureLookup { at: snapshot, now });
        }
        Ok(standing(self.roster().seats(), self.at(snapshot), snapshot, self.at(at), at))
    }

    fn standing_of(&mut self, seat: u8, voter: u32, snapshot: u64, now: u64) -> Result<Standing, Error> {
        if !self.roster().holds(seat, &account(voter), now) {
            return Err(Error::NotHolder { seat });
        }
        self.standing(snapshot, now, now)
    }

    fn holders(&mut self, at: u64, now: u64) -> Result<Vec<Option<(u32, u32)>>, Error> {
        if at > now {
            return Err(Error::FutureLookup { at, now });
        }
        let roster = self.at(at);
        let holder = |seat| {
            let term = roster.term(seat);
            term.is_filled(at).then(|| (u32::from_be_bytes(*roster.holder(seat)), term.tenure))
        };
        Ok((0..roster.seats()).map(holder).collect())
    }
}

const START: u64 = 1_790_000_000_000;

fn replay_seeds(seeds: std::ops::Range<u64>, steps: usize) {
    let mut successes = Successes::default();
    for seed in seeds {
        let mut random = Random::new(seed);
        let (settings, holders) = start(&mut random, START);
        let model = Model::new(settings, &holders, START);
        let mut memory = Memory::new(settings, &holders, START);
        match replay(&mut random, model, &mut memory, START, steps, 2) {
            Ok(done) => successes.iter_mut().zip(done).for_each(|(sum, more)| *sum += more),
            Err(error) => panic!("seed {seed}: {error}"),
        }
    }
    assert!(successes.iter().all(|count| *count > 20), "some operations hardly ever succeed: {successes:?}");
}

#[test]
fn rules_do_what_the_whole_past_foretells() {
    replay_seeds(0..1_500, 150);
}

#[test]
fn rules_do_what_the_whole_past_foretells_in_long_lives() {
    replay_seeds(1_000..1_020, 1_500);
}

#[test]
fn a_roster_of_any_time_is_found_with_few_looks() {
    let settings = Settings { term: rules::MAX_TERMS, first_end: START + rules::MAX_TERMS };
    let mut memory = Memory::new(settings, &[None, None, None], START);
    // The roster at START + 2k has given k tenures.
    for number in 1..=10_000u32 {
        let now = START + 2 * u64::from(number);
        memory.set(0, account(number), &Term { tenure: number, end: now, suspended_until: 0 }, now);
    }
    let mut worst = 0;
    for number in 0..=10_000u32 {
        for at in [START + 2 * u64::from(number), START + 2 * u64::from(number) + 1] {
            let looks = std::cell::Cell::new(0);
            let read = |number| {
                looks.set(looks.get() + 1);
                &memory.earlier[number as usize][..]
            };
            let found = in_force::<4>(&memory.present, at, read).unwrap();
            assert_eq!(Roster::<4>(found).appointed(), number);
            worst = worst.max(looks.get());
            // Yesterday is near.
            let ago = 10_000 - number;
            let bound = 2 * (ago + 1).next_power_of_two().ilog2();
            assert!(looks.get() <= bound, "{ago} changes ago: {} looks", looks.get());
        }
    }
    assert!(worst <= 27, "{worst} looks");
    let read = |number| &memory.earlier[number as usize][..];
    assert_eq!(in_force::<4>(&memory.present, START - 1, read), None);
}

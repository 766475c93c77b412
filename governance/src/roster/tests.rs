//! Tables of the rules: what each one answers at its edges.

use super::*;
use alloc::{vec, vec::Vec};

type Account = [u8; 4];

const NOW: Millis = 1_790_000_000_000;
const TERM: Millis = 365 * DAY;
const SETTINGS: Settings = Settings { term: TERM, first_end: NOW + 200 * DAY };

fn account(number: u8) -> Account {
    [number, 0, 0, 1]
}

/// A committee in which account `s` holds seat `s`, all with this term.
fn cell(seats: u8, term: impl Fn(u8) -> Term) -> Vec<u8> {
    let mut cell = found::<4>(&SETTINGS, &vec![None; seats.into()], NOW).unwrap();
    for seat in 0..seats {
        let _ = change(&mut cell, seat, &account(seat), &term(seat), NOW);
    }
    cell
}

/// The appointment of a seat whose term lasts to `end`.
fn until(seat: u8, end: Millis) -> Term {
    Term { tenure: u32::from(seat) + 1, end, suspended_until: 0 }
}

fn regular(seat: u8) -> Term {
    until(seat, NOW + TERM)
}

mod settings {
    use super::*;

    #[track_caller]
    fn check(seats: usize, term: Millis, first_end: Millis, expected: Result<u8, Error>) {
        assert_eq!(Settings { term, first_end }.check(seats, NOW), expected);
    }

    #[test]
    fn check_takes_from_three_to_fifteen_seats() {
        for (seats, expected) in [(0, 0), (1, 1), (2, 2), (16, 16), (255, 255), (256, 255), (usize::MAX, 255)] {
            check(seats, TERM, NOW + 1, Err(Error::SeatsOutOfBounds { seats: expected }));
        }
        check(3, TERM, NOW + 1, Ok(3));
        check(15, TERM, NOW + 1, Ok(15));
    }

    #[test]
    fn check_takes_terms_of_thirty_days_to_four_years() {
        for term in [0, 1, MIN_TERMS - 1, MAX_TERMS + 1, Millis::MAX] {
            check(7, term, NOW + 1, Err(Error::TermOutOfBounds { term }));
        }
        check(7, MIN_TERMS, NOW + 1, Ok(7));
        check(7, MAX_TERMS, NOW + 1, Ok(7));
    }

    #[test]
    fn check_takes_a_first_end_within_one_term() {
        for first_end in [0, NOW - 1, NOW, NOW + TERM + 1, Millis::MAX] {
            check(7, TERM, first_end, Err(Error::FirstEndOutOfBounds { first_end }));
        }
        check(7, TERM, NOW + 1, Ok(7));
        check(7, TERM, NOW + TERM, Ok(7));
    }

    #[track_caller]
    fn check_end(seat: u8, now: Millis, expected: Millis) {
        assert_eq!(SETTINGS.term_end(seat, now), expected);
    }

    #[test]
    fn term_end_is_the_first_of_the_cohort_that_is_more_than_sixty_days_away() {
        let (even, odd) = (SETTINGS.first_end, SETTINGS.first_end + TERM / 2);
        check_end(0, NOW, even);
        check_end(14, NOW, even);
        check_end(1, NOW, odd);
        check_end(13, NOW, odd);
        check_end(0, even - MIN_TERM - 1, even);
        check_end(0, even - MIN_TERM, even + TERM);
        check_end(0, even, even + TERM);
        check_end(0, even + TERM - MIN_TERM - 1, even + TERM);
        check_end(0, even + TERM - MIN_TERM, even + 2 * TERM);
        check_end(1, odd - MIN_TERM - 1, odd);
        check_end(1, odd - MIN_TERM, odd + TERM);
        // Terms shorter than the shortest appointment: two ends are left out.
        let short = Settings { term: MIN_TERMS, first_end: NOW + 1 };
        assert_eq!(short.term_end(0, NOW), NOW + 1 + 2 * MIN_TERMS);
        // Half a term is rounded down.
        let uneven = Settings { term: TERM + 1, first_end: even };
        assert_eq!(uneven.term_end(1, NOW), even + TERM / 2);
    }
}

mod terms {
    use super::*;

    #[track_caller]
    fn check(term: Term, at: Millis, expected: Status) {
        assert_eq!(term.status(at), expected);
        assert_eq!(term.is_filled(at), expected != Status::Vacant);
    }

    #[test]
    fn status_follows_the_clock() {
        let nobody = Term::default();
        for at in [0, NOW, Millis::MAX] {
            check(nobody, at, Status::Vacant);
        }
        let term = until(0, NOW);
        check(term, 0, Status::Filled);
        check(term, NOW, Status::Filled);
        check(term, NOW + 1, Status::Holdover);
        check(term, NOW + HOLDOVER, Status::Holdover);
        check(term, NOW + HOLDOVER + 1, Status::Vacant);
        let suspended = Term { suspended_until: NOW, ..regular(0) };
        check(suspended, NOW - 1, Status::Suspended);
        check(suspended, NOW, Status::Filled);
        // A suspension outlives the term, and ends with the holdover.
        let both = Term { suspended_until: NOW + 2 * HOLDOVER, ..until(0, NOW) };
        check(both, NOW + 1, Status::Suspended);
        check(both, NOW + HOLDOVER, Status::Suspended);
        check(both, NOW + HOLDOVER + 1, Status::Vacant);
    }
}

mod rosters {
    use super::*;

    #[test]
    fn found_numbers_the_holders_and_refuses_one_twice() {
        let holders = [Some(account(1)), None, Some(account(3))];
        let cell = found(&SETTINGS, &holders, NOW).unwrap();
        let roster = Roster::<4>(&cell);
        assert_eq!((roster.seats(), roster.since(), roster.earlier(), roster.appointed()), (3, NOW, 0, 2));
        assert_eq!([0, 1, 2].map(|seat| roster.term(seat).tenure), [1, 0, 2]);
        assert_eq!(roster.term(2), Term { tenure: 2, end: SETTINGS.first_end, suspended_until: 0 });
        assert_eq!(roster.term(3), Term::default());
        assert_eq!(roster.seat_of(&account(3), NOW), Some(2));
        assert_eq!(roster.seat_of(&[0; 4], NOW), None);
        let twice = [Some(account(1)), Some(account(2)), Some(account(1))];
        assert_eq!(found(&SETTINGS, &twice, NOW), Err(Error::AlreadySeated { seat: 0 }));
    }

    #[test]
    fn change_keeps_what_was_so_for_a_millisecond() {
        let mut cell = cell(3, regular);
        assert_eq!(change(&mut cell, 0, &account(9), &Term { tenure: 4, ..regular(0) }, NOW), None);
        assert_eq!(change(&mut cell, 1, &account(8), &Term { tenure: 5, ..regular(1) }, NOW + 1), Some(0));
        assert_eq!(change(&mut cell, 1, &account(7), &Term { tenure: 6, ..regular(1) }, NOW + 1), None);
        // A key rotation gives no new tenure.
        assert_eq!(change(&mut cell, 0, &account(6), &Term { tenure: 4, ..regular(0) }, NOW + 2), Some(1));
        let roster = Roster::<4>(&cell);
        assert_eq!((roster.since(), roster.earlier(), roster.appointed()), (NOW + 2, 2, 6));
        assert_eq!([0, 1, 2].map(|seat| *roster.holder(seat)), [account(6), account(7), account(2)]);
    }

    #[test]
    fn the_largest_roster_fills_its_room() {
        assert_eq!(cell(MAX_SEATS, regular).len(), room(4));
        assert_eq!(room(32), 16 + 15 * 52);
    }
}

mod counting {
    use super::*;

    #[track_caller]
    fn check(change: impl Fn(u8) -> Term, at: Millis, filled: u16, counting: u16, is_regular: u16) {
        let (then, later) = (cell(3, regular), cell(3, change));
        let found = standing::<4>(3, Roster(&then), NOW, Roster(&later), at);
        assert_eq!(found, Standing { seats: 3, filled, counting, regular: is_regular });
    }

    #[test]
    fn standing_counts_who_is_still_there() {
        check(regular, NOW, 0b111, 0b111, 0b111);
        let first = |seat: u8, term: Term| if seat == 0 { term } else { regular(seat) };
        check(|seat| first(seat, Term::default()), NOW, 0b111, 0b110, 0b110);
        check(|seat| first(seat, Term { tenure: 9, ..regular(0) }), NOW, 0b111, 0b110, 0b110);
        check(|seat| first(seat, until(0, NOW)), NOW, 0b111, 0b111, 0b111);
        check(|seat| first(seat, until(0, NOW)), NOW + 1, 0b111, 0b111, 0b110);
        check(|seat| first(seat, until(0, NOW)), NOW + HOLDOVER + 1, 0b111, 0b110, 0b110);
        let suspended = Term { suspended_until: NOW + 1, ..regular(0) };
        check(|seat| first(seat, suspended), NOW, 0b111, 0b110, 0b110);
        check(|seat| first(seat, suspended), NOW + 1, 0b111, 0b111, 0b111);
    }

    #[test]
    fn standing_counts_nobody_of_an_empty_committee_and_all_of_the_largest() {
        let none = cell(3, |_| Term::default());
        let found = standing::<4>(3, Roster(&none), NOW, Roster(&none), NOW);
        assert_eq!(found, Standing { seats: 3, filled: 0, counting: 0, regular: 0 });
        let all = cell(MAX_SEATS, regular);
        let found = standing::<4>(15, Roster(&all), NOW, Roster(&all), NOW);
        assert_eq!(found, Standing { seats: 15, filled: 0x7fff, counting: 0x7fff, regular: 0x7fff });
        // Before the committee there was no seat.
        let found = standing::<4>(15, Roster(&[]), 0, Roster(&all), NOW);
        assert_eq!(found, Standing { seats: 15, filled: 0, counting: 0, regular: 0 });
    }
}

mod votes {
    use super::*;

    /// How many votes it takes to suspend the first of so many seats, and whether one less does.
    #[track_caller]
    fn check_suspension(seats: u8, needed: u8) {
        let cell = cell(seats, regular);
        let mut motion = None;
        for voter in 1..=needed {
            let done = vote_to_suspend(Roster(&cell), motion, voter, 0, &account(voter), NOW).unwrap();
            assert_eq!((done.votes, done.needed), (voter, needed));
            assert_eq!(done.motion.is_none(), voter == needed, "{voter} of {seats}");
            let until = if voter == needed { NOW + SUSPENSION } else { 0 };
            assert_eq!(done.term.suspended_until, until);
            motion = done.motion;
        }
    }

    #[test]
    fn a_suspension_takes_three_quarters_of_the_others_rounded_up() {
        for (seats, needed) in [(3, 2), (4, 3), (5, 3), (6, 4), (7, 5), (8, 6), (9, 6), (13, 9), (14, 10), (15, 11)] {
            check_suspension(seats, needed);
        }
    }

    #[track_caller]
    fn check_cancellation(seats: u8, needed: u8) {
        let cell = cell(seats, regular);
        let mut rotation =
            Some(Rotation { to: account(99), from: NOW, until: NOW + ROTATION, votes: Votes::default() });
        for voter in 1..=needed {
            let done = cancel_rotation(Roster(&cell), rotation, 0, &account(voter), NOW).unwrap();
            assert_eq!((done.by, done.votes, done.needed), (voter, voter, needed));
            assert_eq!(done.rotation.is_none(), voter == needed, "{voter} of {seats}");
            rotation = done.rotation;
        }
    }

    #[test]
    fn a_cancellation_takes_more_than_half_of_the_others() {
        for (seats, needed) in [(3, 2), (4, 2), (5, 3), (6, 3), (7, 4), (14, 7), (15, 8)] {
            check_cancellation(seats, needed);
        }
    }

    #[test]
    fn two_are_each_others_judges() {
        // One other seat: three quarters of one is one. No houses keep a committee so small, which is dormant.
        let cell = cell(3, |seat| if seat < 2 { regular(seat) } else { Term::default() });
        let done = vote_to_suspend(Roster(&cell), None, 1, 0, &account(1), NOW).unwrap();
        assert_eq!((done.votes, done.needed, done.motion), (1, 1, None));
    }

    #[test]
    fn a_vote_of_another_tenure_is_none() {
        let mut cell = cell(5, regular);
        let mut motion = None;
        for voter in [1, 2] {
            motion = vote_to_suspend(Roster(&cell), motion, voter, 0, &account(voter), NOW).unwrap().motion;
        }
        let _ = change(&mut cell, 1, &account(9), &Term { tenure: 6, ..regular(1) }, NOW);
        let done = vote_to_suspend(Roster(&cell), motion, 3, 0, &account(3), NOW).unwrap();
        assert_eq!((done.votes, done.needed), (2, 3));
        // Who follows has a vote of their own.
        let done = vote_to_suspend(Roster(&cell), done.motion, 1, 0, &account(9), NOW).unwrap();
        assert_eq!((done.votes, done.motion), (3, None));
    }

    #[test]
    fn the_respite_counts_from_the_end_of_the_suspension() {
        let again = NOW + RESPITE;
        let check = |now: Millis, expected: Option<Error>| {
            let cell = cell(3, |seat| Term { suspended_until: if seat == 0 { NOW } else { 0 }, ..regular(seat) });
            let done = vote_to_suspend(Roster(&cell), None, 1, 0, &account(1), now);
            assert_eq!(done.err(), expected);
        };
        check(NOW, Some(Error::SuspendedRecently { seat: 0, until: again }));
        check(again - 1, Some(Error::SuspendedRecently { seat: 0, until: again }));
        check(again, None);
    }
}

mod pending {
    use super::*;

    fn pending(until: Millis) -> Pending<Account> {
        Pending {
            offer: Some(Offer { candidate: account(1), until }),
            rotation: Some(Rotation { to: account(2), from: NOW, until, votes: Votes::default() }),
            motion: Some(Motion { until, votes: Votes::default() }),
        }
    }

    #[test]
    fn live_is_what_can_still_happen() {
        assert!(Pending::<Account>::default().is_empty());
        assert!(!pending(NOW).is_empty());
        assert_eq!(pending(NOW).live(NOW), pending(NOW));
        assert!(pending(NOW).live(NOW + 1).is_empty());
    }

    #[test]
    fn concerns_candidates_and_new_keys_while_they_can_come() {
        for (number, expected) in [(1, true), (2, true), (3, false)] {
            assert_eq!(pending(NOW).concerns(&account(number), NOW), expected);
            assert!(!pending(NOW).concerns(&account(number), NOW + 1));
        }
    }

    #[test]
    fn accept_gives_the_next_tenure() {
        let cell = cell(3, |seat| if seat == 1 { Term::default() } else { regular(seat) });
        let offer = appoint(Roster(&cell), 1, &account(9), NOW).unwrap();
        assert_eq!(offer, Offer { candidate: account(9), until: NOW + OFFER });
        let take = |now| accept(Roster(&cell), &SETTINGS, &Some(offer), 1, &account(9), now);
        let term = |now| Term { tenure: 4, end: SETTINGS.term_end(1, now), suspended_until: 0 };
        assert_eq!(take(NOW), Ok(term(NOW)));
        assert_eq!(take(NOW + OFFER), Ok(term(NOW + OFFER)));
        assert_eq!(take(NOW + OFFER + 1), Err(Error::OfferExpired { seat: 1, until: NOW + OFFER }));
    }
}

//! Classes.

use super::*;

#[test]
fn an_unknown_target_or_message_is_dual() {
    let mut dao = Dao::new();
    let recorder = dao.recorder.account;
    for (target, selector) in [
        (account(404), selector_bytes!("record")),
        (recorder, [9; 4]),
        (recorder, selector_bytes!("forward")),
        (dao.votes.account, selector_bytes!("mint")),
    ] {
        assert_eq!(dao.governor.class_of(&mut dao.chain, target, selector), Class::Dual);
        let unknown = [dao.act(Track::Strategic, 1), action(target, 0, selector, &0u32)];
        let wrong = Error::WrongClass { action: 1, class: Class::Dual, track: Track::Strategic };
        refused(&mut dao, wrong, |dao| dao.propose(account(ALICE), Track::Strategic, &unknown, &draft("Sly")));
        let alone = [action(target, 0, selector, &0u32)];
        let wrong = Error::WrongClass { action: 0, class: Class::Dual, track: Track::Creative };
        refused(&mut dao, wrong, |dao| dao.propose(seated(0), Track::Creative, &alone, &by_seat(0, "Sly")));
    }
}

#[test]
fn each_class_is_open_to_its_own_tracks_only() {
    use Track::{Creative, Dual, Override, Strategic};
    let mut dao = Dao::new();
    let actions = [
        (Class::Strategic, dao.act(Strategic, 1), [Strategic, Dual].as_slice()),
        (Class::Creative, dao.act(Creative, 1), &[Creative]),
        (Class::Dual, dao.act(Dual, 1), &[Dual]),
        (Class::Roster, crate::stage::remove_seat(&dao, 0, 1), &[Dual, Override]),
    ];
    for (class, action, open) in actions {
        let actions = [action];
        for track in Track::ALL {
            let (proposer, text) = match track {
                Creative => (seated(0), by_seat(0, "For which track?")),
                _ => (account(ALICE), draft("For which track?")),
            };
            // Whether both houses may decide what is one's is the rules' to say.
            let is_shared = (class, track) == (Class::Creative, Dual) && class.is_open_to(Dual);
            if open.contains(&track) || is_shared {
                let proposal = dao.propose(proposer, track, &actions, &text).unwrap();
                // Back to where it was, for the next one.
                dao.governor.cancel(&mut dao.chain, proposer, proposal).unwrap();
                continue;
            }
            let expected = match track {
                Override => Error::NothingToOverride,
                _ => Error::WrongClass { action: 0, class, track },
            };
            refused(&mut dao, expected, |dao| dao.propose(proposer, track, &actions, &text));
        }
    }
}

#[test]
fn a_release_with_money_is_dual() {
    let mut dao = Dao::new();
    let mut release = dao.act(Track::Creative, 1);
    release.value = 1;
    let wrong = Error::WrongClass { action: 0, class: Class::Dual, track: Track::Creative };
    refused(&mut dao, wrong, |dao| {
        dao.propose(seated(0), Track::Creative, &[release.clone()], &by_seat(0, "With money"))
    });
    dao.propose(account(ALICE), Track::Dual, &[release], &draft("With money")).unwrap();
}

#[test]
fn the_governor_the_timelocks_and_the_seats_cannot_be_reclassified() {
    let mut dao = Dao::new();
    let dual = dao.timelock(Track::Dual).account;
    enrich(&mut dao.chain, dual);
    let [strategic, creative, _] = dao.timelocks.map(|timelock| timelock.account);
    let (governor, committee) = (dao.governor.account, dao.committee.account);
    let pinned = [
        (governor, selector_bytes!("set_rules"), Class::Dual),
        (governor, selector_bytes!("classify"), Class::Dual),
        (governor, [7; 4], Class::Dual),
        (strategic, selector_bytes!("set_governor"), Class::Dual),
        (creative, selector_bytes!("set_minimum_delay"), Class::Dual),
        (dual, selector_bytes!("set_governor"), Class::Dual),
        // A timelock cancels for itself only.
        (strategic, selector_bytes!("cancel"), Class::Strategic),
        (creative, selector_bytes!("cancel"), Class::Creative),
        (dual, selector_bytes!("cancel"), Class::Dual),
        (committee, selector_bytes!("appoint"), Class::Roster),
        (committee, selector_bytes!("remove_seat"), Class::Roster),
    ];
    for (target, selector, class) in pinned {
        assert_eq!(dao.governor.class_of(&mut dao.chain, target, selector), class);
        for class in [Class::Creative, Class::Strategic, Class::Dual, Class::Roster] {
            let harmless = Classification { target: account(404), selector: [1; 4], class: Class::Strategic };
            let classes = [harmless, Classification { target, selector, class }];
            refused(&mut dao, Error::Pinned, |dao| dao.governor.classify(&mut dao.chain, dual, &classes));
        }
    }
    // Nor can anything else be made a matter of seats, which Override carries at once.
    let seats = [Classification { target: account(404), selector: [1; 4], class: Class::Roster }];
    refused(&mut dao, Error::Pinned, |dao| dao.governor.classify(&mut dao.chain, dual, &seats));
    let fine = [Classification { target: account(404), selector: [1; 4], class: Class::Creative }];
    dao.governor.classify(&mut dao.chain, dual, &fine).unwrap();
    assert_eq!(dao.governor.class_of(&mut dao.chain, account(404), [1; 4]), Class::Creative);
}

#[test]
fn a_forwarder_cannot_smuggle() {
    let mut dao = Dao::new();
    let (governor, recorder) = (dao.governor.account, dao.recorder.account);
    let rules = e2e_tests::suite::input(selector_bytes!("set_rules"), &Rules::usual(0));
    let smuggled = [action(recorder, 0, selector_bytes!("forward"), &(1u32, governor, rules))];
    let wrong = Error::WrongClass { action: 0, class: Class::Dual, track: Track::Strategic };
    refused(&mut dao, wrong, |dao| dao.propose(account(ALICE), Track::Strategic, &smuggled, &draft("Sly")));
    // Decided by both houses it still comes from the forwarder, not from their timelock.
    let proposal = dao.propose(account(ALICE), Track::Dual, &smuggled, &draft("Sly")).unwrap();
    dao.wait_for_vote(proposal);
    dao.votes(proposal, &[ALICE, BOB], Support::For);
    dao.seats_vote(proposal, 0..5, Support::For);
    dao.wait_for_end(proposal);
    let (timelock, operation) = dao.queue(proposal);
    refused(&mut dao, Delayed::ActionFailed { index: 0 }, |dao| {
        timelock.execute(&mut dao.chain, account(KEEPER), operation, &smuggled)
    });
    assert_eq!(dao.governor.version(&mut dao.chain), Ok(0));
}

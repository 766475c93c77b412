//! Random lives of committees on the chain: what the Wasm does with each operation, the refused ones included, and what it
//! tells of any time, is what the model foretells that keeps the whole past.

use atelier_governance::roster::{Settings, Standing};
use e2e_tests::{
    chain::{account, AccountId, Chain, FORTUNE, START},
    dao::committee::{Committee, Error, Founding},
    suite::DEPLOYER,
};
use governance_model::{
    roster::{replay, start, Machine, Model, Operation, Successes, DUAL, PEOPLE, STRATEGIC},
    Random,
};

/// A committee on a chain, and who is who.
struct Replay {
    chain: Chain,
    committee: Committee,
}

/// Operations do not say why.
const REASON: &str = "absent";

impl Replay {
    fn new(settings: Settings, holders: &[Option<u32>]) -> Self {
        let mut chain = Chain::new();
        chain.fund(account(DEPLOYER), FORTUNE);
        (DUAL..PEOPLE).for_each(|person| chain.fund(account(person), FORTUNE));
        let holders = holders.iter().map(|holder| holder.map(account)).collect();
        let founding = Founding { dual: account(DUAL), strategic: account(STRATEGIC), settings, holders };
        let committee = Committee::deploy(&mut chain, &founding);
        Self { chain, committee }
    }
}

fn number(account: AccountId) -> u32 {
    let bytes: &[u8; 32] = account.as_ref();
    u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

impl Machine for Replay {
    fn apply(&mut self, operation: &Operation, now: u64) -> Result<bool, Error> {
        let Self { chain, committee } = self;
        chain.set_time(now);
        let before = chain.root();
        let result = match *operation {
            Operation::Appoint(caller, seat, to) => {
                committee.appoint(chain, account(caller), seat, account(to)).map(|()| true)
            }
            Operation::Accept(caller, seat) => committee.accept(chain, account(caller), seat).map(|()| true),
            Operation::Resign(caller, seat) => committee.resign(chain, account(caller), seat).map(|()| true),
            Operation::RotateKey(caller, seat, to) => {
                committee.rotate_key(chain, account(caller), seat, account(to)).map(|()| true)
            }
            Operation::FinalizeRotation(caller, seat) => {
                committee.finalize_rotation(chain, account(caller), seat).map(|()| true)
            }
            Operation::CancelRotation(caller, seat) => committee.cancel_rotation(chain, account(caller), seat),
            Operation::VoteToSuspend(caller, own, seat) => {
                committee.vote_to_suspend(chain, account(caller), own, seat, REASON)
            }
            Operation::Reinstate(caller, seat, tenure) => {
                committee.reinstate(chain, account(caller), seat, tenure).map(|()| true)
            }
            Operation::RemoveSeat(caller, seat, tenure) => {
                committee.remove_seat(chain, account(caller), seat, tenure).map(|()| true)
            }
        };
        assert_eq!(result.is_err(), chain.root() == before, "what is refused changes nothing, and all else does");
        result
    }

    fn standing(&mut self, snapshot: u64, at: u64, _: u64) -> Result<Standing, Error> {
        self.committee.standing(&mut self.chain, snapshot, at)
    }

    fn standing_of(&mut self, seat: u8, voter: u32, snapshot: u64, _: u64) -> Result<Standing, Error> {
        self.committee.standing_of(&mut self.chain, seat, account(voter), snapshot)
    }

    fn holders(&mut self, at: u64, _: u64) -> Result<Vec<Option<(u32, u32)>>, Error> {
        let members = self.committee.roster_at(&mut self.chain, at)?;
        // One seat is enough, another one each time.
        let seat = (at % 16) as u8;
        let member = members.get(usize::from(seat)).copied().flatten();
        let holder = self.committee.holder_at(&mut self.chain, seat, at);
        assert_eq!(holder, Ok(member.map(|member| (member.holder, member.tenure))));
        Ok(members.iter().map(|member| member.map(|member| (number(member.holder), member.tenure))).collect())
    }
}

/// Replays every trace whose seed leaves this remainder.
fn check_part(part: u64) {
    let mut successes = Successes::default();
    for seed in (part..48).step_by(2) {
        let mut random = Random::new(seed);
        let (settings, holders) = start(&mut random, START);
        let model = Model::new(settings, &holders, START);
        let mut machine = Replay::new(settings, &holders);
        match replay(&mut random, model, &mut machine, START, 80, 1) {
            Ok(done) => successes.iter_mut().zip(done).for_each(|(sum, more)| *sum += more),
            Err(error) => panic!("seed {seed}: {error}"),
        }
    }
    assert!(successes.iter().all(|count| *count > 0), "some operations never succeed: {successes:?}");
}

#[test]
fn wasm_does_what_the_whole_past_foretells_first_part() {
    check_part(0);
}

#[test]
fn wasm_does_what_the_whole_past_foretells_second_part() {
    check_part(1);
}

#[test]
fn a_tenure_that_the_model_does_not_know_is_noticed() {
    let mut random = Random::new(7);
    let (settings, mut holders) = start(&mut random, START);
    holders[0] = Some(3);
    let mut machine = Replay::new(settings, &holders);
    holders[0] = None;
    let model = Model::new(settings, &holders, START);
    assert!(replay(&mut random, model, &mut machine, START, 20, 1).is_err());
}

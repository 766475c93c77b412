//! What the gate decides, and what it remembers of it.

mod common;

use atelier_gate::{
    cache::{Cache, MAX_TTL},
    chain::{Access, Chain, Failure, Role, Standing},
    challenge::{Challenge, MAX_LIFE},
    decision::{decide, Attempt, Decision, Policy, Reason},
    nonces::Nonces,
    signature::Identity,
    Millis,
};
use common::{policy, Person, Script, LICENSE, NOW, STANDING};

/// A gate with one visitor.
struct Scene {
    policy: Policy,
    nonces: Nonces,
    cache: Cache,
    visitor: Person,
}

impl Scene {
    fn new() -> Self {
        Self { policy: policy(), nonces: Nonces::new().unwrap(), cache: Cache::new(MAX_TTL), visitor: Person::new(1) }
    }

    fn challenge(&self, now: Millis) -> Challenge {
        let Policy { genesis, contract, audience, .. } = &self.policy;
        self.nonces.issue(*genesis, *contract, LICENSE, audience, now).unwrap()
    }

    fn show(&self, challenge: &Challenge, now: Millis, chain: &dyn Chain) -> Decision {
        let text = challenge.to_string();
        let attempt = Attempt {
            challenge: &text,
            signer: &self.visitor.address(),
            crypto: "sr25519",
            signature: &self.visitor.sign(&text),
        };
        decide(&self.policy, &attempt, now, chain, &self.nonces, &self.cache)
    }

    /// Comes with a fresh challenge.
    fn visit(&self, now: Millis, chain: &dyn Chain) -> Decision {
        self.show(&self.challenge(now), now, chain)
    }
}

const ALLOW: Decision = Decision::Allow { license: LICENSE, role: Role::Holder, read_only: false };

#[track_caller]
fn check(answer: Result<Standing, Failure>, expected: Decision) {
    let (scene, chain) = (Scene::new(), Script::new([answer]));
    assert_eq!(scene.visit(NOW, &chain), expected);
    // Only what lets somebody in is remembered.
    assert_eq!(scene.visit(NOW, &chain), expected);
    let is_remembered = matches!(expected, Decision::Allow { .. });
    assert_eq!(chain.asked(), if is_remembered { 1 } else { 2 });
}

#[test]
fn decide_allows_each_role() {
    for role in [Role::Holder, Role::Seat, Role::Key] {
        let expected = Decision::Allow { license: LICENSE, role, read_only: false };
        check(Ok(Standing { role: Some(role), ..STANDING }), expected);
    }
}

#[test]
fn decide_denies_what_the_chain_does_not_allow() {
    let deny = |standing, reason| check(Ok(standing), Decision::Deny(reason));
    deny(Standing { role: None, ..STANDING }, Reason::NotEntitled);
    deny(Standing { access: Access::None, ..STANDING }, Reason::Inactive);
    deny(Standing { access: Access::Grace, ..STANDING }, Reason::InGrace);
    deny(Standing { access: Access::Paused, ..STANDING }, Reason::Paused);
    deny(Standing { access: Access::Suspended, ..STANDING }, Reason::Suspended);
    deny(Standing { credits_left: Some(0), ..STANDING }, Reason::CreditsUsedUp);
    // Strangers learn nothing about a license.
    deny(Standing { role: None, access: Access::Suspended, ..STANDING }, Reason::NotEntitled);
    // An answer that is over when it is given.
    deny(Standing { ends: NOW, ..STANDING }, Reason::Inactive);
    deny(Standing { ends: 0, ..STANDING }, Reason::Inactive);
    check(Ok(Standing { credits_left: Some(1), ends: NOW + 1, ..STANDING }), ALLOW);
}

#[test]
fn decide_denies_whatever_goes_wrong_with_the_chain() {
    for (failure, reason) in [
        (Failure::Unreachable, Reason::ChainUnreachable),
        (Failure::TimedOut, Reason::ChainTimedOut),
        (Failure::Refused, Reason::ChainRefused),
        (Failure::Garbled, Reason::ChainGarbled),
        (Failure::OtherChain, Reason::ChainOther),
        (Failure::Stale, Reason::ChainStale),
        (Failure::ContractFailed, Reason::ContractFailed),
        (Failure::UnknownLicense, Reason::UnknownLicense),
    ] {
        check(Err(failure), Decision::Deny(reason));
    }
}

#[test]
fn decide_lets_read_in_grace_if_the_gate_says_so() {
    let mut scene = Scene::new();
    scene.policy.grace_reads = true;
    let chain = Script::new([Ok(Standing { access: Access::Grace, ..STANDING })]);
    assert_eq!(scene.visit(NOW, &chain), Decision::Allow { license: LICENSE, role: Role::Holder, read_only: true });
}

#[test]
fn decide_takes_a_challenge_once() {
    let (scene, chain) = (Scene::new(), Script::new([Ok(STANDING)]));
    let challenge = scene.challenge(NOW);
    assert_eq!(scene.show(&challenge, NOW, &chain), ALLOW);
    assert_eq!(scene.show(&challenge, NOW, &chain), Decision::Deny(Reason::NonceUsed));
    assert_eq!(scene.show(&challenge, NOW + MAX_LIFE - 1, &chain), Decision::Deny(Reason::NonceUsed));
    assert_eq!(scene.show(&challenge, NOW + MAX_LIFE, &chain), Decision::Deny(Reason::Expired));
}

#[test]
fn decide_takes_a_challenge_once_also_if_the_chain_failed() {
    let (scene, chain) = (Scene::new(), Script::new([Err(Failure::TimedOut), Ok(STANDING)]));
    let challenge = scene.challenge(NOW);
    assert_eq!(scene.show(&challenge, NOW, &chain), Decision::Deny(Reason::ChainTimedOut));
    assert_eq!(scene.show(&challenge, NOW, &chain), Decision::Deny(Reason::NonceUsed));
    assert_eq!(scene.visit(NOW, &chain), ALLOW);
}

#[test]
fn decide_does_not_use_up_a_challenge_for_a_wrong_signature() {
    let (scene, chain) = (Scene::new(), Script::new([Ok(STANDING)]));
    let challenge = scene.challenge(NOW);
    let text = challenge.to_string();
    let (address, signature) = (scene.visitor.address(), Person::new(2).sign(&text));
    let attempt = Attempt { challenge: &text, signer: &address, crypto: "sr25519", signature: &signature };
    let decision = decide(&scene.policy, &attempt, NOW, &chain, &scene.nonces, &scene.cache);
    assert_eq!(decision, Decision::Deny(Reason::WrongSignature));
    assert_eq!(chain.asked(), 0);
    assert_eq!(scene.show(&challenge, NOW, &chain), ALLOW);
}

#[test]
fn decide_takes_no_challenge_of_another_gate() {
    let (scene, other, chain) = (Scene::new(), Scene::new(), Script::new([Ok(STANDING)]));
    assert_eq!(scene.show(&other.challenge(NOW), NOW, &chain), Decision::Deny(Reason::NotIssued));
    let longer = Challenge { issued_at: NOW + 1, expires_at: NOW + 1 + MAX_LIFE, ..scene.challenge(NOW) };
    assert_eq!(scene.show(&longer, NOW + 1, &chain), Decision::Deny(Reason::NotIssued));
    assert_eq!(chain.asked(), 0);
}

#[test]
fn decide_denies_when_no_more_challenges_can_be_remembered() {
    let scene = Scene { nonces: Nonces::new().unwrap().with_capacity(1), ..Scene::new() };
    let chain = Script::new([Ok(STANDING)]);
    assert_eq!(scene.visit(NOW, &chain), ALLOW);
    assert_eq!(scene.visit(NOW, &chain), Decision::Deny(Reason::Busy));
    assert_eq!(scene.visit(NOW + MAX_LIFE, &chain), ALLOW);
}

#[test]
fn decide_believes_an_answer_for_a_minute_at_most() {
    let (scene, chain) = (Scene::new(), Script::new([Ok(STANDING), Err(Failure::Unreachable)]));
    assert_eq!(scene.visit(NOW, &chain), ALLOW);
    assert_eq!(scene.visit(NOW + 59_999, &chain), ALLOW);
    assert_eq!(scene.visit(NOW + 60_000, &chain), Decision::Deny(Reason::ChainUnreachable));
    // A clock that is set back does not bring it back.
    assert_eq!(scene.visit(NOW - 1, &chain), Decision::Deny(Reason::ChainUnreachable));
    assert_eq!(chain.asked(), 3);
}

#[test]
fn decide_believes_an_answer_until_it_ends() {
    let ends = NOW + 1_000;
    let answers = [Ok(Standing { ends, ..STANDING }), Ok(Standing { access: Access::None, ..STANDING }), Ok(STANDING)];
    let (scene, chain) = (Scene::new(), Script::new(answers));
    assert_eq!(scene.visit(NOW, &chain), ALLOW);
    assert_eq!(scene.visit(ends - 1, &chain), ALLOW);
    assert_eq!(chain.asked(), 1);
    assert_eq!(scene.visit(ends, &chain), Decision::Deny(Reason::Inactive));
    assert_eq!(scene.visit(ends, &chain), ALLOW, "whoever renews waits for nothing");
}

#[test]
fn decide_believes_an_answer_for_its_own_signer_only() {
    let mut scene = Scene::new();
    let chain = Script::new([Ok(STANDING), Ok(Standing { role: None, ..STANDING })]);
    assert_eq!(scene.visit(NOW, &chain), ALLOW);
    scene.visitor = Person::new(2);
    assert_eq!(scene.visit(NOW, &chain), Decision::Deny(Reason::NotEntitled));
}

#[test]
fn decide_asks_again_after_a_license_was_forgotten() {
    let answers = [Ok(STANDING), Ok(Standing { access: Access::Suspended, ..STANDING })];
    let (scene, chain) = (Scene::new(), Script::new(answers));
    assert_eq!(scene.visit(NOW, &chain), ALLOW);
    scene.cache.forget(LICENSE + 1);
    assert_eq!(scene.visit(NOW, &chain), ALLOW);
    scene.cache.forget(LICENSE);
    assert_eq!(scene.visit(NOW, &chain), Decision::Deny(Reason::Suspended));
}

/// A chain during whose answer the license is forgotten.
struct Overtaken<'a>(&'a Cache, Script);

impl Chain for Overtaken<'_> {
    fn standing(&self, license: u64, signer: &Identity, now: Millis) -> Result<Standing, Failure> {
        self.0.forget(license);
        self.1.standing(license, signer, now)
    }
}

#[test]
fn decide_does_not_remember_an_answer_that_was_overtaken() {
    let scene = Scene::new();
    let chain = Overtaken(&scene.cache, Script::new([Ok(STANDING)]));
    assert_eq!(scene.visit(NOW, &chain), ALLOW);
    assert_eq!(scene.visit(NOW, &chain), ALLOW);
    assert_eq!(chain.1.asked(), 2);
}

#[test]
fn decide_remembers_no_more_answers_than_it_may() {
    let mut scene = Scene { cache: Cache::new(MAX_TTL).with_capacity(1), ..Scene::new() };
    let chain = Script::new([Ok(STANDING)]);
    for (seed, asked) in [(1, 1), (2, 2), (2, 3), (1, 3)] {
        scene.visitor = Person::new(seed);
        assert_eq!(scene.visit(NOW, &chain), ALLOW);
        assert_eq!(chain.asked(), asked);
    }
    // What is over makes room.
    scene.visitor = Person::new(2);
    assert_eq!(scene.visit(NOW + MAX_TTL, &chain), ALLOW);
    assert_eq!(scene.visit(NOW + MAX_TTL, &chain), ALLOW);
    assert_eq!(chain.asked(), 4);
}

#[test]
fn cache_believes_nothing_for_longer_than_a_minute() {
    let scene = Scene { cache: Cache::new(Millis::MAX), ..Scene::new() };
    let chain = Script::new([Ok(STANDING)]);
    assert_eq!(scene.visit(NOW, &chain), ALLOW);
    assert_eq!(scene.visit(NOW + MAX_TTL, &chain), ALLOW);
    assert_eq!(chain.asked(), 2);
}

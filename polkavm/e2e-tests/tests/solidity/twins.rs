//! Two chains to which the same happens: to one in words, to the other in SCALE. After each call answers, errors, logs and the
//! whole storage must be equal.

use crate::abi::{Contract, Named};
use alloy_dyn_abi::DynSolValue;
use alloy_json_abi::StateMutability;
use alloy_primitives::{B256, U256};
use e2e_tests::{
    chain::{account, AccountId, Chain, FORTUNE},
    people::{ALICE, BOB, CAROL, KEEPER, MALLORY, PAYER},
    suite::{input, Suite, DEPLOYER},
};
use ink::selector_bytes;
use scale::Encode;
use std::{collections::BTreeSet, rc::Rc};

/// The pair of chains.
pub struct Twins {
    words: Suite,
    scale: Suite,
    /// The ledger by both ABIs.
    pub splits: Rc<Contract>,
    /// The forwarder by both ABIs.
    pub forwarder: Rc<Contract>,
    /// What was called so far.
    pub called: BTreeSet<String>,
    /// What was refused with so far: selectors tell apart errors of one name.
    pub refused: BTreeSet<[u8; 4]>,
    /// The logs of the last call, oldest first, those of tokens left out.
    pub logs: Vec<Named>,
    /// All events that were ever told.
    pub told: BTreeSet<String>,
}

/// What a call ended with.
pub type Ended = Result<Vec<DynSolValue>, Named>;

/// A ledger that was instantiated as Ethereum's tools do.
#[must_use]
pub fn ledger_by_words(splits: &Contract) -> Suite {
    let mut chain = Chain::new();
    for person in [DEPLOYER, PAYER, ALICE, BOB, CAROL, KEEPER, MALLORY] {
        chain.fund(account(person), FORTUNE);
    }
    let desk = chain.upload("split-desk", account(DEPLOYER));
    let words = splits.constructor(&[DynSolValue::FixedBytes(B256::from(desk), 32)]);
    let ledger = chain.deploy("splits", account(DEPLOYER), words);
    Suite { chain, ledger }
}

impl Default for Twins {
    fn default() -> Self {
        Self::new()
    }
}

impl Twins {
    /// Two chains with the suite on them and everybody rich.
    #[must_use]
    pub fn new() -> Self {
        let splits = Rc::new(Contract::of("splits"));
        // The address of a contract depends on what it was instantiated with, so this is the same on both chains.
        let (words, scale) = (ledger_by_words(&splits), ledger_by_words(&splits));
        let forwarder = Rc::new(Contract::of("split-forwarder"));
        let (called, refused) = Default::default();
        Self { words, scale, splits, forwarder, called, refused, logs: Vec::new(), told: BTreeSet::new() }
    }

    /// The ledger.
    #[must_use]
    pub fn ledger(&self) -> AccountId {
        self.words.ledger
    }

    /// Does the same on both chains.
    ///
    /// # Panics
    /// If something else comes of it.
    #[track_caller]
    pub fn both<T: PartialEq + std::fmt::Debug>(&mut self, act: impl Fn(&mut Suite) -> T) -> T {
        let done = act(&mut self.words);
        assert_eq!(done, act(&mut self.scale));
        self.check();
        done
    }

    #[track_caller]
    fn check(&mut self) {
        assert_eq!(self.words.chain.root(), self.scale.chain.root(), "the two chains have come apart");
    }

    /// Calls the ledger with arguments in SCALE, from which the other call's words are made.
    #[track_caller]
    pub fn call(&mut self, caller: u32, value: u128, name: &str, arguments: &impl Encode) -> Ended {
        self.on(&self.splits.clone(), self.words.ledger, caller, value, name, &arguments.encode())
    }

    /// [`Self::call`] of a forwarder.
    #[track_caller]
    pub fn on_forwarder(&mut self, to: AccountId, caller: u32, name: &str, arguments: &impl Encode) -> Ended {
        self.on(&self.forwarder.clone(), to, caller, 0, name, &arguments.encode())
    }

    #[track_caller]
    fn on(
        &mut self,
        contract: &Contract,
        to: AccountId,
        caller: u32,
        value: u128,
        name: &str,
        arguments: &[u8],
    ) -> Ended {
        let message = contract.message(name);
        let before = self.words.chain.root();
        let words = message.words(&message.values(arguments));
        let scale = [&message.selector, arguments].concat();
        let (caller, is_view) = (account(caller), message.function.state_mutability == StateMutability::View);
        let [by_words, by_scale] = [(&mut self.words, words), (&mut self.scale, scale)].map(|(suite, input)| {
            if is_view {
                suite.chain.ask(caller, to, input)
            } else {
                suite.chain.call(caller, to, value, input)
            }
        });
        let data = by_words.outcome.unwrap_or_else(|error| panic!("{name} in words fails: {error}"));
        let ended = message.answer(by_words.reverted, &data);
        let scale_data = by_scale.outcome.unwrap_or_else(|error| panic!("{name} in SCALE fails: {error}"));
        assert_eq!(ended, message.scale_answer(by_scale.reverted, &scale_data), "{name}");
        assert_eq!(by_words.events, by_scale.events, "{name}");
        self.check();
        let own = by_words.events.iter().filter(|(emitter, ..)| *emitter == self.words.ledger);
        let logs = own.map(|(_, topics, data)| self.splits.log(topics, data));
        self.logs = logs.collect();
        if let Err((_, values)) = &ended {
            assert_eq!(self.words.chain.root(), before, "a refusal must change nothing");
            self.refused.insert(*data.first_chunk().unwrap());
            // An error within another.
            let within =
                values.iter().filter_map(DynSolValue::as_str).flat_map(|name| contract.abi.error(name).unwrap());
            self.refused.extend(within.map(|error| error.selector().0));
        } else {
            self.called.insert(name.to_owned());
            self.told.extend(self.logs.iter().map(|(name, _)| name.clone()));
        }
        ended
    }

    /// Instantiates a forwarder in words on both chains.
    #[track_caller]
    pub fn deploy_forwarder(&mut self, split: u32) -> AccountId {
        let ledger = DynSolValue::Address(self.ledger().0.into());
        let words = self.forwarder.constructor(&[ledger, DynSolValue::Uint(U256::from(split), 32)]);
        self.both(|suite| suite.chain.deploy("split-forwarder", account(DEPLOYER), words.clone()))
    }

    /// Instantiates a token of which the payer has something and lets the ledger take it. It is not registered.
    #[track_caller]
    pub fn deploy_token(&mut self, contract: &str, supply: u128) -> AccountId {
        self.both(|suite| {
            let token = suite.chain.deploy(contract, account(DEPLOYER), input(selector_bytes!("new"), &0u128));
            suite.mint(token, account(PAYER), supply);
            suite.approve(token, account(PAYER), u128::MAX);
            token
        })
    }
}

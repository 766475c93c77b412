//! A target of operations, for tests of contracts that call whatever they are told to: it remembers who called it with what,
//! answers in every way in which a callee can, and calls back.
//!
//! Its state lies in cells of their own, so that what a re-entering call writes is not overwritten when the outer message
//! stores the root cell.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::recorder::{Call, Recorder, RecorderRef};

#[ink::contract]
mod recorder {
    use ink::{
        env::{return_value, ReturnFlags},
        prelude::{vec, vec::Vec},
        storage::{Lazy, Mapping},
    };

    /// A call that was remembered.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    pub struct Call {
        /// Who called.
        pub caller: AccountId,
        /// The native money that came with it.
        pub value: u128,
        /// What the caller said.
        pub number: u32,
    }

    /// The recorder.
    #[ink(storage)]
    pub struct Recorder {
        calls: Mapping<u32, (AccountId, u128, u32)>,
        count: Lazy<u32>,
        answered: Lazy<Option<bool>>,
    }

    impl Default for Recorder {
        fn default() -> Self {
            Self::new()
        }
    }

    impl Recorder {
        /// A recorder that remembers nothing yet.
        #[ink(constructor)]
        pub fn new() -> Self {
            Self { calls: Mapping::new(), count: Lazy::new(), answered: Lazy::new() }
        }

        /// Remembers the call.
        ///
        /// # Errors
        /// None; a `Result` as most messages have it.
        #[ink(message, payable)]
        pub fn record(&mut self, number: u32) -> Result<(), u8> {
            self.remember(number);
            Ok(())
        }

        /// Remembers the call and answers nothing at all.
        #[ink(message, payable)]
        pub fn answer_nothing(&mut self, number: u32) {
            self.remember(number);
        }

        /// Remembers the call and answers `false`.
        #[ink(message, payable)]
        pub fn answer_false(&mut self, number: u32) -> bool {
            self.remember(number);
            false
        }

        /// Remembers the call, which its error undoes.
        ///
        /// # Errors
        /// Always.
        #[ink(message, payable)]
        pub fn answer_error(&mut self, number: u32) -> Result<(), u8> {
            self.remember(number);
            Err(7)
        }

        /// Remembers the call and answers with so many zero bytes, past ink!'s own buffer.
        #[ink(message, payable)]
        pub fn answer_zeros(&mut self, number: u32, length: u32) {
            self.remember(number);
            let zeros = vec![0u8; length as usize];
            #[cfg(target_arch = "wasm32")]
            {
                use pallet_contracts_uapi::{HostFn, HostFnImpl};
                HostFnImpl::return_value(ReturnFlags::empty(), &zeros)
            }
            #[cfg(not(target_arch = "wasm32"))]
            return_value(ReturnFlags::empty(), &zeros)
        }

        /// Remembers the call and answers `Err` without the flag that undoes it.
        #[ink(message, payable)]
        pub fn answer_error_unflagged(&mut self, number: u32) -> Result<(), u8> {
            self.remember(number);
            return_value(ReturnFlags::empty(), &Ok::<Result<(), u8>, ink::LangError>(Err(7)))
        }

        /// Remembers the call and traps.
        #[ink(message, payable)]
        #[allow(clippy::panic)]
        pub fn trap(&mut self, number: u32) {
            self.remember(number);
            panic!("the recorder traps because it was asked to")
        }

        /// Remembers the call and runs for so many turns.
        #[ink(message, payable)]
        pub fn run(&mut self, number: u32, turns: u32) {
            self.remember(number);
            let mut left = turns;
            while left > 0 {
                // The black box keeps the compiler from seeing that nothing comes of it.
                left = core::hint::black_box(left.saturating_sub(1));
            }
        }

        /// Remembers the call and stores so many bytes, for which somebody pays a deposit.
        #[ink(message, payable)]
        pub fn hoard(&mut self, number: u32, length: u32) {
            self.remember(number);
            let key = (7u8, number);
            ink::env::set_contract_storage(&key, &vec![1u8; length as usize]);
        }

        /// Remembers the call, calls `target` with `input` while it is itself being called, allows it to call back, and
        /// remembers whether that worked.
        #[ink(message, payable)]
        pub fn reenter(&mut self, number: u32, target: AccountId, input: Vec<u8>) {
            self.remember(number);
            let worked = self.pass(target, &input);
            self.answered.set(&Some(worked));
        }

        /// Remembers the call, then calls `target` with `input`.
        ///
        /// # Errors
        /// If that call does not work.
        #[ink(message, payable)]
        pub fn forward(&mut self, number: u32, target: AccountId, input: Vec<u8>) -> Result<(), u8> {
            self.remember(number);
            if self.pass(target, &input) {
                Ok(())
            } else {
                Err(8)
            }
        }

        /// Whether the last re-entering call worked; `None` if there was none that was kept.
        #[ink(message)]
        pub fn reentered(&self) -> Option<bool> {
            self.answered.get_or_default()
        }

        /// All remembered calls, oldest first.
        #[ink(message)]
        pub fn calls(&self) -> Vec<Call> {
            let stored = (0..self.count.get_or_default()).filter_map(|index| self.calls.get(index));
            stored.map(|(caller, value, number)| Call { caller, value, number }).collect()
        }

        fn remember(&mut self, number: u32) {
            let count = self.count.get_or_default();
            self.calls.insert(count, &(self.env().caller(), self.env().transferred_value(), number));
            self.count.set(&count.saturating_add(1));
        }

        /// Calls `target` with `input` and lets it call back. Tells whether it neither failed nor reverted: ink!'s own call
        /// would not say, because it loses the flag.
        fn pass(&self, target: AccountId, input: &[u8]) -> bool {
            #[cfg(target_arch = "wasm32")]
            {
                use pallet_contracts_uapi::{CallFlags, HostFn, HostFnImpl};
                let flags = CallFlags::ALLOW_REENTRY;
                HostFnImpl::call_v2(flags, target.as_ref(), 0, 0, None, &[0; 16], input, None).is_ok()
            }
            #[cfg(not(target_arch = "wasm32"))]
            {
                let _ = (target, input);
                unreachable!("contracts call each other on a chain only")
            }
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[ink::test]
        fn record_remembers_caller_and_number() {
            let mut recorder = Recorder::new();
            assert_eq!(recorder.record(5), Ok(()));
            assert!(!recorder.answer_false(6));
            let caller = ink::env::test::default_accounts::<ink::env::DefaultEnvironment>().alice;
            let call = |number| Call { caller, value: 0, number };
            assert_eq!(recorder.calls(), [call(5), call(6)]);
            assert_eq!(recorder.reentered(), None);
        }
    }
}

//! The ledger and the forwarder as Ethereum's tools use them: every call, answer, custom error and log goes through a library
//! that knows nothing of the suite but the interface file that is built beside the code.

#[path = "solidity/abi.rs"]
mod abi;
#[path = "solidity/amounts.rs"]
mod amounts;
#[path = "solidity/answers.rs"]
mod answers;
#[path = "solidity/malformed.rs"]
mod malformed;
#[path = "solidity/refusals.rs"]
mod refusals;
#[path = "solidity/story.rs"]
mod story;
#[path = "solidity/twins.rs"]
mod twins;

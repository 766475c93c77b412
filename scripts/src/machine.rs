//! The machines that contracts are built for.

use clap::ValueEnum;
use tiny_keccak::{Hasher, Keccak};

use crate::fingerprint;

/// A machine that runs contracts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Machine {
    /// `pallet-contracts`.
    Wasm,
    /// `pallet-revive`.
    #[value(name = "polkavm")]
    PolkaVm,
}

impl Machine {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Wasm, Self::PolkaVm];

    /// The name for people and for folders.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wasm => "wasm",
            Self::PolkaVm => "polkavm",
        }
    }

    /// The folder of its workspace below the root of the tree.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Wasm => "",
            Self::PolkaVm => "polkavm",
        }
    }

    /// The hash by which its chains know a code.
    pub fn code_hash(self, code: &[u8]) -> [u8; 32] {
        match self {
            Self::Wasm => fingerprint::hash(code),
            Self::PolkaVm => {
                let mut hasher = Keccak::v256();
                hasher.update(code);
                let mut hash = [0; 32];
                hasher.finalize(&mut hash);
                hash
            }
        }
    }

    /// The name of what is built from `contract`, of the given kind: what both machines have carries the machine's name on the
    /// second one.
    pub fn file(self, contract: &str, kind: Kind) -> String {
        let beside = match self {
            Self::Wasm => "",
            Self::PolkaVm => ".polkavm",
        };
        match kind {
            Kind::Code => format!("{contract}.{}", self.name()),
            Kind::Metadata => format!("{contract}{beside}.json"),
            Kind::Bundle => format!("{contract}{beside}.contract"),
            Kind::SolidityAbi => format!("{contract}.abi.json"),
            Kind::Notes => format!("build{beside}.json"),
        }
    }
}

/// What is built from a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The code.
    Code,
    /// The description that ink! makes.
    Metadata,
    /// The same with the code in it.
    Bundle,
    /// The interface for Ethereum's tools, on the machine that speaks their language.
    SolidityAbi,
    /// How it was built.
    Notes,
}

/// What `--target` may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Target {
    /// Chains with `pallet-contracts`.
    #[default]
    Wasm,
    /// Chains with `pallet-revive`.
    #[value(name = "polkavm")]
    PolkaVm,
    /// Both.
    All,
}

impl Target {
    /// The machines that are meant.
    pub fn machines(self) -> &'static [Machine] {
        match self {
            Self::Wasm => &Machine::ALL[..1],
            Self::PolkaVm => &Machine::ALL[1..],
            Self::All => &Machine::ALL,
        }
    }
}

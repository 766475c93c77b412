//! Floors for PolkaVM, which are built like contracts.

use super::chain::{self, account, AccountId, Chain};
use crate::{gas::floor::Floor, suite::DEPLOYER};

/// The code as the chain takes it.
///
/// # Panics
/// If it was not built.
#[must_use]
pub fn code(floor: Floor) -> Vec<u8> {
    chain::code(match floor {
        Floor::Transfers => "floor-transfers",
        Floor::Cells => "floor-cells",
        Floor::Income => "floor-income",
        Floor::TokenIncome => "floor-token-income",
        Floor::Eager => "floor-eager",
        Floor::Claim => "floor-claim",
        Floor::TokenClaim => "floor-token-claim",
        Floor::Leaves => "floor-leaves",
    })
}

/// An amount as the floor of transfers reads it.
#[must_use]
pub fn amount(amount: u128) -> Vec<u8> {
    [amount.to_le_bytes(), [0; 16]].concat()
}

/// A contract that runs a floor on the given cells.
///
/// # Panics
/// If the chain refuses the code.
pub fn stand_in(chain: &mut Chain, floor: Floor, cells: &[(Vec<u8>, Vec<u8>)]) -> AccountId {
    let deployed = chain.try_deploy(code(floor), account(DEPLOYER), Vec::new());
    let (floor, _) = deployed.expect("the floor is a valid program");
    for (key, bytes) in cells {
        chain.set_cell(floor, key.clone(), bytes.clone());
    }
    floor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floors_are_small() {
        for floor in Floor::ALL {
            let bytes = code(*floor).len();
            assert!(bytes < 1500, "{floor:?} has {bytes} bytes");
        }
    }
}

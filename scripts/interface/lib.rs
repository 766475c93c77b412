//! Prints the interface of a contract: the description that ink! puts into its library when it is built for the host.
//!
//! A program can be linked with one contract only, since the function that describes it has one name in all of them. So
//! `cargo xtask build` links a program of its own for each contract, of this library and the contract's.
#![deny(missing_docs)]

extern "Rust" {
    fn __ink_generate_metadata() -> ink::metadata::InkProject;
}

/// Prints the interface of the contract as JSON.
///
/// # Errors
/// If it cannot be written as JSON.
pub fn print() -> serde_json::Result<()> {
    // SAFETY: ink! generates this function, with this signature, in every contract that is built for the host and not as a
    // dependency; without one, this does not link.
    let interface = unsafe { __ink_generate_metadata() };
    println!("{}", serde_json::to_string(&interface)?);
    Ok(())
}

//! The contract's refusals as sentences that call splits and payees by their names.

use super::plan::{Plan, Table};
use atelier_splits::{CreateError, Error as Rule};
use splits::Error;

/// Why the ledger refuses to create a split or to replace its table.
#[must_use]
pub fn of_table(plan: &Plan, split: usize, table: &Table, error: &Error) -> String {
    match error {
        Error::Create(error) | Error::Node { error, .. } => {
            format!("the ledger refuses \"{}\": {}", plan.splits[split].name, creation(plan, table, error))
        }
        other => of_money(&plan.splits[split].name, other),
    }
}

fn creation(plan: &Plan, table: &Table, error: &CreateError) -> String {
    let line = |index: u16| table.lines.get(usize::from(index)).map_or("another split", |line| plan.name(line.to));
    match error {
        CreateError::ChildTooHigh { index, child, most } => {
            let child_name = line(*index);
            format!("it cannot stand above \"{child_name}\", whose height is {child}; it may lead to splits of height {most} at the most")
        }
        CreateError::EagerBudget { needed, budget } => {
            format!("each income would have to touch {needed} splits through eager edges, and {budget} are allowed")
        }
        CreateError::NotController(_) => "only its controller may edit it".into(),
        CreateError::Frozen(_) => "it was frozen for good".into(),
        CreateError::ForbiddenPayee { index } => format!("\"{}\" cannot be paid by it", line(*index)),
        CreateError::DuplicateTarget { index } => format!("\"{}\" stands in it twice", line(*index)),
        CreateError::ZeroWeight { index } => format!("the share of \"{}\" is 0", line(*index)),
        CreateError::DelayOverflow => "its delay reaches beyond the end of time".into(),
        CreateError::TotalWeight { tier } => format!("nobody is paid in tier {}", tier + 1),
        other => format!("{other:?}"),
    }
}

/// Why the ledger refuses income, a payout or a hand-over.
#[must_use]
pub fn of_money(name: &str, error: &Error) -> String {
    let reason = match error {
        Error::Splits(Rule::ReceivedOverflow { .. }) => "it would have received more than can be counted".into(),
        Error::Splits(Rule::TooManyTables { most }) => format!("the paths lead through more than {most} tables"),
        Error::Splits(Rule::PathBroken { step }) => format!("the path breaks behind step {}", step + 1),
        Error::Splits(Rule::PathTooLong { steps }) => format!("a path of {steps} steps is too long"),
        Error::Splits(Rule::TooLittleUnclaimed { unclaimed, at_least }) => {
            format!("{unclaimed} units are unclaimed, and the buyer wants at least {at_least}")
        }
        Error::PayoutFailed { amount, .. } => {
            format!("{amount} units did not arrive: less than an account needs to exist")
        }
        other => format!("{other:?}"),
    };
    format!("the ledger refuses \"{name}\": {reason}")
}

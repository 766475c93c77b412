//! What decisions do, as a file says it.

use super::{
    file::{self, Action},
    plan::{Act, Proposal, Vesting},
    read::{proposal, Known},
};
use crate::demo::{
    place::Way,
    read_values::{duration, refuse, Read},
};

/// An action.
///
/// # Errors
/// What is wrong with it.
pub fn action(action: &Action, known: &Known, proposals: &[Proposal], place: &Way) -> Read<Act> {
    match action {
        Action::Spend(spend) => {
            let way = place.field("spend");
            Ok(Act::Spend {
                bucket: spend.bucket.bucket(),
                to: known.person(&spend.to, &way.field("to"))?,
                amount: known.money(&spend.amount, &way.field("amount"))?,
                vesting: None,
            })
        }
        Action::Stream(stream) => {
            let way = place.field("stream");
            let vesting = Vesting {
                starts: duration(&stream.starts, &way.field("starts"))?,
                cliff: duration(&stream.cliff, &way.field("cliff"))?,
                lasts: duration(&stream.lasts, &way.field("lasts"))?,
            };
            if vesting.lasts == 0 || vesting.cliff > vesting.lasts {
                return refuse(&way, "a stream lasts longer than its cliff, and not for no time at all");
            }
            Ok(Act::Spend {
                bucket: stream.bucket.bucket(),
                to: known.person(&stream.to, &way.field("to"))?,
                amount: known.money(&stream.amount, &way.field("amount"))?,
                vesting: Some(vesting),
            })
        }
        Action::CancelStream(name) => {
            let way = place.field("cancel_stream");
            let canceled = proposal(proposals, name, &way)?;
            let is_stream = |act: &Act| matches!(act, Act::Spend { vesting: Some(_), .. });
            match proposals[canceled].actions.iter().filter(|act| is_stream(act)).count() {
                1 => Ok(Act::CancelStream(canceled)),
                count => refuse(&way, format!("\"{name}\" opens {count} streams; exactly one can be canceled")),
            }
        }
        Action::Move(given) => {
            let way = place.field("move").field("amount");
            let route = [given.from.bucket(), given.to.bucket()];
            Ok(Act::Move { route, amount: known.money(&given.amount, &way)? })
        }
        Action::SetCap(cap) => {
            let way = place.field("set_cap").field("amount");
            Ok(Act::SetCap { of: cap.of.spender(), amount: known.money(&cap.amount, &way)? })
        }
        Action::SetPolicy(given) => Ok(Act::SetPolicy(policy(given, &place.field("set_policy"))?)),
        Action::UpdateSplit(update) => {
            let way = place.field("update_split");
            known.split(&update.split, &way.field("split"))?;
            Ok(Act::Update(known.table(&update.pays, &way.field("pays"))?))
        }
        Action::Release(name) if name.trim().is_empty() => refuse(&place.field("release"), "a release without a name"),
        Action::Release(name) => Ok(Act::Release(name.clone())),
    }
}

/// Parts of a hundred.
///
/// # Errors
/// That they are more or less.
pub fn policy(policy: &file::Policy, way: &Way) -> Read<[u8; 4]> {
    let file::Policy { compute, grants, datasets, reserve } = *policy;
    let shares = [compute, grants, datasets, reserve];
    let sum: u32 = shares.iter().copied().map(u32::from).sum();
    if sum != 100 {
        return refuse(way, format!("the shares of the buckets are {sum} percent together, not 100"));
    }
    Ok(shares)
}

//! From a file's text to a [`Plan`], or to a complaint that names the line and the reason.

use super::{
    file::{self, File},
    place::{Complaint, Way},
    plan::{Asset, Control, Party, Payee, Plan, Split},
    read_happenings, read_tables,
    read_values::{duration, refuse, Names, Read},
};
use atelier_splits::MAX_HEIGHT;

/// Reads and checks a file's text; `name` is how complaints call it.
///
/// # Errors
/// The first thing that is wrong, with its line and column.
pub fn read(name: &str, text: &str) -> Result<Plan, Complaint> {
    let file: File = serde_json::from_str(text).map_err(|error| misshapen(name, text, &error))?;
    plan(name, text, file).map_err(|fault| Complaint::about(name, text, &fault.way, fault.reason))
}

/// What serde has to say, as a sentence for people.
pub fn misshapen(name: &str, text: &str, error: &serde_json::Error) -> Complaint {
    let (line, column) = (error.line().max(1), error.column().max(1));
    let reason = error.to_string();
    let reason = reason.split(" at line ").next().unwrap_or(&reason);
    let reason = reason
        .replace("expected u32", "expected a whole number from 0 to 4294967295")
        .replace("expected u8", "expected a whole number from 0 to 255")
        .replace('`', "\"");
    Complaint::new(name, text, line, column, reason)
}

fn plan(name: &str, text: &str, file: File) -> Read<Plan> {
    let mut names = Names::default();
    let assets = assets(&file.assets, &Way::default().field("assets"), &mut names)?;
    let Tree { parties, splits, order } = tree(&file.parties, &file.splits, &mut names)?;
    let happenings = read_happenings::happenings(&file, &splits, &names)?;
    let (title, about) = (file.title, file.about);
    Ok(Plan { file: name.into(), text: text.into(), title, about, assets, parties, splits, order, happenings })
}

/// Who is paid, and how income is divided.
pub struct Tree {
    /// See [`Plan::parties`].
    pub parties: Vec<Party>,
    /// See [`Plan::splits`].
    pub splits: Vec<Split>,
    /// See [`Plan::order`].
    pub order: Vec<usize>,
}

/// The parties and splits of a file, which stand under these names in it.
pub fn tree(listed: &[file::Party], trees: &[file::Split], names: &mut Names) -> Read<Tree> {
    let root = Way::default();
    let mut parties = parties(listed, &root.field("parties"), names)?;
    let ways = root.field("splits");
    if trees.is_empty() {
        return refuse(&ways, "there is no split; at least one is needed to divide income");
    }
    for (index, split) in trees.iter().enumerate() {
        names.add(&split.name, Payee::Split(index), &ways.element(index).field("name"))?;
    }
    let mut splits = Vec::with_capacity(trees.len());
    for (index, split) in trees.iter().enumerate() {
        let way = ways.element(index);
        let control = control(split, &way, names)?;
        let table = read_tables::table(split, index, &way, names, &mut parties)?;
        splits.push(Split { name: split.name.clone(), control, table, way });
    }
    let order = order(&splits, trees)?;
    Ok(Tree { parties, splits, order })
}

fn assets(listed: &[file::Asset], ways: &Way, names: &mut Names) -> Read<Vec<Asset>> {
    let mut native = None;
    for (index, asset) in listed.iter().enumerate() {
        let way = ways.element(index);
        let file::Asset { name, decimals, .. } = asset;
        if *decimals > 24 {
            return refuse(
                &way.field("decimals"),
                format!("{decimals} decimals are more than an amount can have (24)"),
            );
        }
        if !names.add_asset(name, (index, *decimals)) {
            return refuse(&way.field("name"), format!("an asset is called \"{name}\" already"));
        }
        if asset.native && native.replace(name).is_some() {
            return refuse(&way.field("native"), "a chain has one money of its own; another asset is native already");
        }
    }
    if listed.is_empty() {
        return refuse(ways, "there is no asset to pay in");
    }
    Ok(listed.iter().map(|a| Asset { name: a.name.clone(), decimals: a.decimals, native: a.native }).collect())
}

fn parties(listed: &[file::Party], ways: &Way, names: &mut Names) -> Read<Vec<Party>> {
    for (index, party) in listed.iter().enumerate() {
        names.add(&party.name, Payee::Party(index), &ways.element(index).field("name"))?;
    }
    Ok(listed.iter().map(|p| Party { name: p.name.clone(), role: p.role.clone(), member_of: None }).collect())
}

fn control(split: &file::Split, way: &Way, names: &Names) -> Read<Option<Control>> {
    let Some(controller) = &split.controller else {
        let pointless =
            [("delay", split.delay.is_some()), ("height", split.height.is_some()), ("eager", split.eager.is_some())];
        return match pointless.iter().find(|(_, is_set)| *is_set) {
            Some((field, _)) => refuse(
                &way.field(field),
                format!("\"{field}\" limits edits, and without a \"controller\" nobody can edit this split"),
            ),
            None => Ok(None),
        };
    };
    let party = names.party(controller, &way.field("controller"))?;
    let delay = match &split.delay {
        Some(delay) => duration(delay, &way.field("delay"))?,
        None => 0,
    };
    let (height, eager) = (split.height.unwrap_or(0), split.eager.unwrap_or(0));
    if height > MAX_HEIGHT {
        return refuse(&way.field("height"), format!("no split can stand higher than {MAX_HEIGHT}"));
    }
    Ok(Some(Control { party, delay, height, eager }))
}

/// The splits, each behind all that it leads to.
fn order(splits: &[Split], listed: &[file::Split]) -> Read<Vec<usize>> {
    let mut order = Vec::new();
    let mut stack = Vec::new();
    for split in 0..splits.len() {
        visit(split, splits, listed, &mut stack, &mut order)?;
    }
    Ok(order)
}

fn visit(
    split: usize,
    splits: &[Split],
    listed: &[file::Split],
    stack: &mut Vec<usize>,
    order: &mut Vec<usize>,
) -> Read<()> {
    if order.contains(&split) {
        return Ok(());
    }
    stack.push(split);
    for (index, line) in splits[split].table.lines.iter().enumerate() {
        let Payee::Split(child) = line.to else { continue };
        if let Some(start) = stack.iter().position(|above| *above == child) {
            let round: Vec<_> = stack[start..].iter().chain([&child]).map(|at| splits[*at].name.as_str()).collect();
            let way = read_tables::way_of_line(&listed[split], &splits[split].way, index);
            let circle = round.join(" → ");
            return refuse(&way, format!("money would go in a circle: {circle}; a split cannot be below itself"));
        }
        visit(child, splits, listed, stack, order)?;
    }
    stack.pop();
    order.push(split);
    Ok(())
}

//! The tables of a file: lines, tiers and collectives.

use super::{
    file,
    place::Way,
    plan::{Line, Party, Payee, Table, Tier},
    read_values::{refuse, units, Names, Read, MAX_MEMBERS},
};
use atelier_splits::{MAX_ENTRIES, MAX_TIERS};

/// The first table of a split; members of its collective are added to the parties.
pub fn table(
    split: &file::Split,
    number: usize,
    way: &Way,
    names: &mut Names,
    parties: &mut Vec<Party>,
) -> Read<Table> {
    let mut lines = lines(&split.pays, &way.field("pays"), names)?;
    if let Some(collective) = &split.collective {
        lines.extend(members(collective, number, &way.field("collective"), names, parties)?);
    }
    if lines.is_empty() {
        return refuse(way, format!("the split \"{}\" pays nobody", split.name));
    }
    let mut table = Table { lines, tiers: Vec::new(), asset: 0, merkle_sum: split.merkle_sum };
    tiers(split, way, names, &mut table)?;
    if split.merkle_sum {
        behind_a_hash(split, way, &table)?;
    } else if table.lines.len() > MAX_ENTRIES {
        let count = table.lines.len();
        return refuse(
            way,
            format!(
                "{count} payees are more than one table holds ({MAX_ENTRIES}); \"merkle_sum\": true holds any number"
            ),
        );
    }
    Ok(table)
}

/// The lines of a list.
pub fn lines(listed: &[file::Line], ways: &Way, names: &Names) -> Read<Vec<Line>> {
    let mut lines: Vec<Line> = Vec::with_capacity(listed.len());
    for (index, line) in listed.iter().enumerate() {
        let way = ways.element(index);
        let to = names.payee(&line.to, &way.field("to"))?;
        if line.weight == 0 {
            let reason = format!("the share of \"{}\" is 0; leave out whoever gets nothing", line.to);
            return refuse(&way.field("weight"), reason);
        }
        if lines.iter().any(|other| other.to == to) {
            return refuse(&way.field("to"), format!("\"{}\" stands in this table already", line.to));
        }
        if line.edge.is_some() && matches!(to, Payee::Party(_)) {
            let reason = format!("\"{}\" is a party; only an edge to a split is lazy or eager", line.to);
            return refuse(&way.field("edge"), reason);
        }
        let eager = matches!(line.edge, Some(file::Edge::Eager));
        lines.push(Line { to, weight: line.weight.into(), eager });
    }
    Ok(lines)
}

fn members(
    rule: &file::Collective,
    split: usize,
    way: &Way,
    names: &mut Names,
    parties: &mut Vec<Party>,
) -> Read<Vec<Line>> {
    let file::Collective { members, name, role, weights } = rule;
    if *members == 0 || *members > MAX_MEMBERS {
        return refuse(
            &way.field("members"),
            format!("a collective has from 1 to {MAX_MEMBERS} members, not {members}"),
        );
    }
    let weight = |index: u32| match weights {
        file::Weights::Equal(weight) => *weight,
        file::Weights::Cycle(weights) if weights.is_empty() => 0,
        file::Weights::Cycle(weights) => weights[index as usize % weights.len()],
        file::Weights::Harmonic(first) if *first > 0 => (first / (index + 1)).max(1),
        file::Weights::Harmonic(_) => 0,
    };
    let mut lines = Vec::with_capacity(*members as usize);
    for index in 0..*members {
        if weight(index) == 0 {
            return refuse(&way.field("weights"), format!("by this rule the share of member {} is 0", index + 1));
        }
        let to = Payee::Party(parties.len());
        let name = format!("{name} {}", index + 1);
        names.add(&name, to, &way.field("name"))?;
        parties.push(Party { name, role: role.clone(), member_of: Some(split) });
        lines.push(Line { to, weight: weight(index).into(), eager: false });
    }
    Ok(lines)
}

fn tiers(split: &file::Split, way: &Way, names: &Names, table: &mut Table) -> Read<()> {
    if split.tiers.is_empty() {
        return match split.asset {
            Some(_) => refuse(&way.field("asset"), "\"asset\" is what tiers count, and this split has no tiers"),
            None => Ok(()),
        };
    }
    let ways = way.field("tiers");
    if split.controller.is_some() {
        return refuse(&ways, "a split that can be edited cannot have tiers: an edit would start them again");
    }
    if split.tiers.len() >= MAX_TIERS {
        return refuse(&ways, format!("there can be at most {} tiers before the last", MAX_TIERS - 1));
    }
    let Some(name) = &split.asset else {
        return refuse(&ways, "tiers need an \"asset\" whose amounts they count");
    };
    let (asset, decimals) = names.asset(name, &way.field("asset"))?;
    table.asset = asset;
    let mut read = Vec::new();
    for (index, tier) in split.tiers.iter().enumerate() {
        let way = ways.element(index);
        let amount = units(&tier.amount, name, decimals, &way.field("amount"))?;
        let paid = lines(&tier.pays, &way.field("pays"), names)?;
        if paid.is_empty() {
            return refuse(&way.field("pays"), "this tier pays nobody");
        }
        for line in &paid {
            if !table.lines.iter().any(|known| known.to == line.to) {
                // Paid by tiers alone: its weight once they are full is 0.
                table.lines.push(Line { weight: 0, ..line.clone() });
            }
        }
        read.push((amount, paid));
    }
    for (index, (amount, paid)) in read.into_iter().enumerate() {
        let weight = |line: &Line| paid.iter().find(|other| other.to == line.to).map_or(0, |other| other.weight as u32);
        let weights: Vec<u32> = table.lines.iter().map(weight).collect();
        whole(&paid, amount, &ways.element(index))?;
        table.tiers.push(Tier { amount, weights });
    }
    if table.lines.iter().all(|line| line.weight == 0) {
        return refuse(&way.field("pays"), "nobody is paid once the tiers are full");
    }
    Ok(())
}

/// Each payee's part of a tier must be whole, else units would strand when it is full.
fn whole(paid: &[Line], amount: u128, way: &Way) -> Read<()> {
    let total: u128 = paid.iter().map(|line| u128::from(line.weight)).sum();
    let broken = |line: &Line| !(amount % total * u128::from(line.weight)).is_multiple_of(total);
    match paid.iter().position(broken) {
        Some(index) => {
            let reason = "the tier's amount cannot be divided by these weights without a rest, down to the last unit";
            refuse(&way.field("pays").element(index).field("weight"), reason)
        }
        None => Ok(()),
    }
}

fn behind_a_hash(split: &file::Split, way: &Way, table: &Table) -> Read<()> {
    if let Some(index) = table.lines.iter().position(|line| matches!(line.to, Payee::Split(_))) {
        let way = way_of_line(split, way, index);
        return refuse(&way, "a Merkle-sum table pays accounts only, and this is a split");
    }
    if !split.tiers.is_empty() {
        return refuse(&way.field("tiers"), "a Merkle-sum table cannot have tiers");
    }
    if split.controller.is_some() {
        return refuse(&way.field("controller"), "edits of a Merkle-sum table cannot be written down in this format");
    }
    Ok(())
}

/// Where a line of a split's table stands: in the list itself, or in the first tier that names it.
pub fn way_of_line(split: &file::Split, way: &Way, line: usize) -> Way {
    if line < split.pays.len() {
        return way.field("pays").element(line).field("to");
    }
    let listed = |name: &str| split.pays.iter().any(|line| line.to == name);
    let mut next = split.pays.len() + split.collective.as_ref().map_or(0, |rule| rule.members as usize);
    let mut seen: Vec<&str> = Vec::new();
    for (number, tier) in split.tiers.iter().enumerate() {
        for (index, paid) in tier.pays.iter().enumerate() {
            if listed(&paid.to) || seen.contains(&paid.to.as_str()) {
                continue;
            }
            if next == line {
                return way.field("tiers").element(number).field("pays").element(index).field("to");
            }
            seen.push(&paid.to);
            next += 1;
        }
    }
    way.clone()
}

//! What happens in a file, in order.

use super::{
    file::{self, File},
    place::Way,
    plan::{Event, Happening, Payee, Split, Table},
    read_tables,
    read_values::{duration, refuse, units, Names, Read},
};
use atelier_splits::MAX_ENTRIES;

/// What a happening may refer to.
struct Known<'a> {
    splits: &'a [Split],
    names: &'a Names,
    /// How many tables each split has had so far.
    tables: Vec<usize>,
}

/// All happenings of a file.
pub fn happenings(file: &File, splits: &[Split], names: &Names) -> Read<Vec<Happening>> {
    let mut known = Known { splits, names, tables: vec![1; splits.len()] };
    let ways = Way::default().field("happenings");
    let mut happenings = Vec::with_capacity(file.happenings.len());
    for (index, happening) in file.happenings.iter().enumerate() {
        let place = ways.element(index);
        let (what, way) = match happening {
            file::Happening::Sale(sale) => (known.sale(sale, &place.field("sale"))?, place.field("sale")),
            file::Happening::Edit(edit) => (known.edit(edit, &place.field("edit"))?, place.field("edit")),
            file::Happening::Wait(time) => (Event::Wait(duration(time, &place.field("wait"))?), place.field("wait")),
            file::Happening::Settle(settle) => (known.settle(settle, &place.field("settle"))?, place.field("settle")),
            file::Happening::HandOver(given) => {
                (known.hand_over(given, &place.field("hand_over"))?, place.field("hand_over"))
            }
        };
        happenings.push(Happening { what, way });
    }
    if !happenings.iter().any(|happening| matches!(happening.what, Event::Sale { .. })) {
        return refuse(&ways, "there is no sale, so there is nothing to divide");
    }
    Ok(happenings)
}

/// A settlement in a file in which no table ever changes.
pub fn settlement(settle: &file::Settle, way: &Way, splits: &[Split], names: &Names) -> Read<Event> {
    Known { splits, names, tables: vec![1; splits.len()] }.settle(settle, way)
}

impl Known<'_> {
    fn sale(&self, sale: &file::Sale, way: &Way) -> Read<Event> {
        let split = self.names.split(&sale.to, &way.field("to"))?;
        let (asset, decimals) = self.names.asset(&sale.asset, &way.field("asset"))?;
        let amount = units(&sale.amount, &sale.asset, decimals, &way.field("amount"))?;
        Ok(Event::Sale { split, amount, asset, from: sale.from.clone(), note: sale.note.clone() })
    }

    fn edit(&mut self, edit: &file::Edit, way: &Way) -> Read<Event> {
        let split = self.names.split(&edit.split, &way.field("split"))?;
        let Some(control) = &self.splits[split].control else {
            let reason = format!("\"{}\" has no controller: it can never be edited", edit.split);
            return refuse(&way.field("split"), reason);
        };
        let by = match &edit.by {
            Some(name) => self.names.party(name, &way.field("by"))?,
            None => control.party,
        };
        let lines = read_tables::lines(&edit.pays, &way.field("pays"), self.names)?;
        if lines.is_empty() || lines.len() > MAX_ENTRIES {
            return refuse(&way.field("pays"), format!("a table has from 1 to {MAX_ENTRIES} lines"));
        }
        self.tables[split] += 1;
        let table = Table { lines, tiers: Vec::new(), asset: 0, merkle_sum: false };
        Ok(Event::Edit { split, by, table, note: edit.note.clone() })
    }

    fn settle(&self, settle: &file::Settle, way: &Way) -> Read<Event> {
        let (asset, _) = self.names.asset(&settle.asset, &way.field("asset"))?;
        let table = |split: usize| match settle.table {
            None => Ok(None),
            Some(table) if (1..=self.tables[split]).contains(&(table as usize)) => Ok(Some(table as usize - 1)),
            Some(table) => {
                let (name, count) = (&self.splits[split].name, self.tables[split]);
                refuse(
                    &way.field("table"),
                    format!("\"{name}\" has no table {table} at this point; it has had {count}"),
                )
            }
        };
        match (&settle.path, &settle.many, &settle.push) {
            (Some(path), None, None) => {
                let path = self.path(path, &way.field("path"))?;
                let table = table(first(&path))?;
                Ok(Event::Claim { paths: vec![path], asset, table })
            }
            (None, Some(many), None) => {
                let ways = way.field("many");
                let path = |(index, path): (usize, &Vec<String>)| self.path(path, &ways.element(index));
                let paths = many.iter().enumerate().map(path).collect::<Read<Vec<_>>>()?;
                if paths.is_empty() {
                    return refuse(&ways, "there is no path to settle");
                }
                match settle.table {
                    Some(_) => refuse(&way.field("table"), "\"table\" goes with one path or a push"),
                    None => Ok(Event::Claim { paths, asset, table: None }),
                }
            }
            (None, None, Some(name)) => {
                let split = self.names.split(name, &way.field("push"))?;
                Ok(Event::Push { split, asset, table: table(split)? })
            }
            _ => refuse(way, "a settlement has exactly one of \"path\", \"many\" and \"push\""),
        }
    }

    fn path(&self, names: &[String], way: &Way) -> Read<Vec<Payee>> {
        let mut path = Vec::with_capacity(names.len());
        for (index, name) in names.iter().enumerate() {
            let way = way.element(index);
            let is_end = index > 0 && index + 1 == names.len();
            let payee =
                if is_end { self.names.payee(name, &way)? } else { Payee::Split(self.names.split(name, &way)?) };
            path.push(payee);
        }
        if path.len() < 2 {
            return refuse(way, "a path leads from a split to a payee: at least two names");
        }
        Ok(path)
    }

    fn hand_over(&self, given: &file::HandOver, way: &Way) -> Read<Event> {
        let split = self.names.split(&given.split, &way.field("split"))?;
        let from = self.names.party(&given.from, &way.field("from"))?;
        let to = self.names.party(&given.to, &way.field("to"))?;
        if from == to {
            return refuse(&way.field("to"), format!("\"{}\" has this entry already", given.to));
        }
        let (asset, decimals) = self.names.asset(&given.asset, &way.field("asset"))?;
        let at_least = match &given.at_least {
            Some(amount) => units(amount, &given.asset, decimals, &way.field("at_least"))?,
            None => 0,
        };
        if self.splits[split].table.merkle_sum {
            return refuse(&way.field("split"), "a place in a Merkle-sum table cannot be handed over");
        }
        Ok(Event::HandOver { split, from, to, asset, at_least })
    }
}

fn first(path: &[Payee]) -> usize {
    match path.first() {
        Some(Payee::Split(split)) => *split,
        // Paths are read with a split at their start.
        _ => 0,
    }
}

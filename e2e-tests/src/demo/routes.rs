//! By which ways money reached a version: chains of splits from a sale downward.

use super::{
    exact::{units, whole, Fraction},
    story::Story,
};

/// The most ways that are told apart; what came by others is added to the largest.
const MAX_WAYS: usize = 24;

/// A way and how much came by it.
pub type Arrival = (Vec<usize>, Fraction);

/// For each version, the ways by which its money came.
#[must_use]
pub fn arrivals(story: &Story, asset: usize) -> Vec<Vec<Arrival>> {
    let mut arrivals: Vec<Vec<Arrival>> = vec![Vec::new(); story.lineage.versions.len()];
    for version in downward(story, asset) {
        let direct = story.sales.iter().filter(|sale| (sale.version, sale.asset) == (version, asset));
        let direct: u128 = direct.map(|sale| sale.amount).sum();
        let mut ways = Vec::new();
        if direct > 0 {
            ways.push((vec![version], whole(direct)));
        }
        for pass in story.passes.iter().filter(|pass| (pass.to, pass.asset) == (version, asset)) {
            let received: Fraction = arrivals[pass.from].iter().map(|(_, amount)| amount).sum();
            for (way, amount) in &arrivals[pass.from] {
                let way = way.iter().copied().chain([version]).collect();
                add(&mut ways, way, amount * whole(pass.amount) / &received);
            }
        }
        ways.sort_by(|one, other| other.1.cmp(&one.1));
        while ways.len() > MAX_WAYS {
            if let Some((_, amount)) = ways.pop() {
                ways[0].1 += amount;
            }
        }
        arrivals[version] = ways;
    }
    arrivals
}

fn add(ways: &mut Vec<Arrival>, way: Vec<usize>, amount: Fraction) {
    match ways.iter_mut().find(|(other, _)| *other == way) {
        Some((_, sum)) => *sum += amount,
        None => ways.push((way, amount)),
    }
}

/// The versions that received, each behind all that passed money on to it.
#[must_use]
pub fn downward(story: &Story, asset: usize) -> Vec<usize> {
    let mut left: Vec<usize> = (0..story.lineage.versions.len()).collect();
    left.retain(|version| story.ends[asset].received[*version] > 0);
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let fed = |version: usize| {
            story.passes.iter().any(|pass| pass.asset == asset && pass.to == version && left.contains(&pass.from))
        };
        let (ready, waiting): (Vec<_>, Vec<_>) = left.iter().partition(|version| !fed(**version));
        if ready.is_empty() {
            // Heights fall along each edge, so that this cannot be.
            break;
        }
        ordered.extend(ready);
        left = waiting;
    }
    ordered
}

/// How many divisions lie on all the ways to each version.
#[must_use]
pub fn divisions(story: &Story, asset: usize) -> Vec<u32> {
    let mut divisions = vec![0u32; story.lineage.versions.len()];
    for version in downward(story, asset) {
        let above = story.passes.iter().filter(|pass| (pass.to, pass.asset) == (version, asset));
        divisions[version] = above.fold(0, |sum, pass| sum.saturating_add(divisions[pass.from]).saturating_add(1));
    }
    divisions
}

/// Divides an amount among ways in proportion to what came by them, to the last unit: whoever has the largest fraction left
/// gets the next one.
#[must_use]
pub fn apportion(amount: u128, ways: &[Arrival]) -> Vec<(Vec<usize>, u128)> {
    let all: Fraction = ways.iter().map(|(_, part)| part).sum();
    let share = |part: &Fraction| whole(amount) * part / &all;
    let mut parts: Vec<(Vec<usize>, u128, Fraction)> = ways
        .iter()
        .map(|(way, part)| {
            let share = share(part);
            (way.clone(), units(&share), share.fract())
        })
        .collect();
    parts.sort_by(|one, other| other.2.cmp(&one.2));
    let mut left = amount - parts.iter().map(|(_, units, _)| units).sum::<u128>();
    for (_, units, _) in &mut parts {
        if left > 0 {
            *units += 1;
            left -= 1;
        }
    }
    parts.into_iter().map(|(way, units, _)| (way, units)).filter(|(_, units)| *units > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apportion_divides_to_the_last_unit() {
        let ways: Vec<Arrival> = [1u128, 1, 1].iter().enumerate().map(|(at, part)| (vec![at], whole(*part))).collect();
        let parts: Vec<u128> = apportion(11, &ways).into_iter().map(|(_, units)| units).collect();
        assert_eq!(parts, [4, 4, 3]);
        assert_eq!(apportion(1, &ways).len(), 1);
        assert!(apportion(0, &ways).is_empty());
    }
}

//! Who stands above whom: the order within the columns of a picture of flows, with as few crossings as can be found.

use super::sankey::Drawing;

/// From how many orders the search for a good one begins.
const BEGINNINGS: usize = 10;

impl Drawing {
    /// Sorts each column by the barycenters of its neighbors, there and back, then swaps neighbors as long as that helps, and
    /// keeps the order with the fewest crossings.
    ///
    /// From one beginning this may end in a bad order that no swap makes better, so it begins from several.
    pub fn order(&mut self) {
        let mut best = (self.crossings(), self.columns.clone());
        let mut seed = 1u64;
        for _ in 0..BEGINNINGS {
            let mut here = (f64::INFINITY, Vec::new());
            self.sweep(&mut here);
            if here.0 < best.0 - 1e-9 * best.0 {
                best = here;
            }
            for column in &mut self.columns {
                column.sort_by_cached_key(|place| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    seed.rotate_left(31) ^ *place as u64
                });
            }
        }
        self.columns = best.1;
        self.tidy(best.0);
    }

    /// Among orders that cross as little, prefers the one in which the nodes were given.
    fn tidy(&mut self, crossings: f64) {
        for column in 0..self.columns.len() {
            for _ in 0..self.columns[column].len() {
                for rank in 1..self.columns[column].len() {
                    let (above, below) = (self.columns[column][rank - 1], self.columns[column][rank]);
                    if above < below {
                        continue;
                    }
                    self.columns[column].swap(rank - 1, rank);
                    if self.crossings() > crossings + 1e-9 * crossings {
                        self.columns[column].swap(rank - 1, rank);
                    }
                }
            }
        }
    }

    fn sweep(&mut self, best: &mut (f64, Vec<Vec<usize>>)) {
        for round in 0..24 {
            let forward = round % 2 == 0;
            let count = self.columns.len();
            for step in 1..count {
                let column = if forward { step } else { count - 1 - step };
                let keys = self.barycenters(column, forward);
                self.columns[column].sort_by(|one, other| keys[*one].total_cmp(&keys[*other]));
            }
            self.keep_better(best);
        }
        self.columns.clone_from(&best.1);
        while self.swap_neighbors(best) {}
    }

    fn keep_better(&mut self, best: &mut (f64, Vec<Vec<usize>>)) -> bool {
        let crossings = self.crossings();
        // Rounding must not make a loop of swaps that undo each other.
        let is_better = best.1.is_empty() || crossings < best.0 - 1e-9 * best.0;
        if is_better {
            *best = (crossings, self.columns.clone());
        }
        is_better
    }

    fn swap_neighbors(&mut self, best: &mut (f64, Vec<Vec<usize>>)) -> bool {
        let mut helped = false;
        for column in 0..self.columns.len() {
            for rank in 1..self.columns[column].len() {
                self.columns[column].swap(rank - 1, rank);
                if self.keep_better(best) {
                    helped = true;
                } else {
                    self.columns[column].swap(rank - 1, rank);
                }
            }
        }
        helped
    }

    /// The middle of each place when its column is stacked without gaps, as a part of the whole.
    fn middles(&self) -> Vec<f64> {
        let mut middles = vec![0.0; self.places.len()];
        for column in &self.columns {
            let total: f64 = column.iter().map(|place| self.places[*place].value).sum();
            let mut at = 0.0;
            for (rank, place) in column.iter().enumerate() {
                let value = self.places[*place].value;
                // The rank tells places without thickness apart.
                middles[*place] = (at + value / 2.0) / total.max(f64::MIN_POSITIVE) + rank as f64 * 1e-9;
                at += value;
            }
        }
        middles
    }

    fn barycenters(&self, column: usize, from_left: bool) -> Vec<f64> {
        let middles = self.middles();
        let mut sums = vec![(0.0, 0.0); self.places.len()];
        for segment in &self.segments {
            let (place, neighbor) = if from_left { (segment.to, segment.from) } else { (segment.from, segment.to) };
            if self.places[place].column == column {
                sums[place].0 += middles[neighbor] * segment.value;
                sums[place].1 += segment.value;
            }
        }
        let key =
            |(place, (sum, weight)): (usize, &(f64, f64))| if *weight > 0.0 { sum / weight } else { middles[place] };
        sums.iter().enumerate().map(key).collect()
    }

    /// How much flow crosses other flow; a thin band across a picture is ugly too, so each crossing counts for something.
    fn crossings(&self) -> f64 {
        let least = self.segments.iter().map(|segment| segment.value).fold(0.0, f64::max) / 100.0;
        let mut rank = vec![0usize; self.places.len()];
        for column in &self.columns {
            for (place, index) in column.iter().enumerate() {
                rank[*index] = place;
            }
        }
        let mut sum = 0.0;
        for (index, one) in self.segments.iter().enumerate() {
            for other in &self.segments[index + 1..] {
                let same = self.places[one.from].column == self.places[other.from].column;
                let crosses = (rank[one.from] < rank[other.from]) != (rank[one.to] < rank[other.to])
                    && one.from != other.from
                    && one.to != other.to;
                if same && crosses {
                    sum += one.value.min(other.value) + least;
                }
            }
        }
        sum
    }
}

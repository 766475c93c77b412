//! The geometry of a picture of flows: who stands where, and how the bands between them run.
//!
//! Nodes stand in columns; a flow that skips columns gets a placeholder in each, so that it has room of its own. The order
//! within columns is found by barycenters, the heights by pulling all bands as straight as the room allows.

/// Something that money flows through.
pub struct Node {
    /// The column, from 0 on the left.
    pub column: usize,
    /// How much flows through it.
    pub value: f64,
    /// Room that a label above it takes.
    pub above: f64,
    /// The least room that it takes with a label beside it.
    pub least: f64,
}

/// A flow from one node to another, further right.
pub struct Link {
    /// Where it begins.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// How much flows.
    pub value: f64,
}

/// The room for the picture.
#[derive(Clone, Copy)]
pub struct Room {
    /// Where the first column begins.
    pub left: f64,
    /// The distance from column to column.
    pub step: f64,
    /// The width of a node.
    pub bar: f64,
    /// The height.
    pub height: f64,
    /// The least distance between neighbors in a column.
    pub gap: f64,
}

/// A placed node.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bar {
    /// Its left edge.
    pub x: f64,
    /// Its top.
    pub y: f64,
    /// Its height: the value to scale.
    pub height: f64,
}

/// A placed flow: a band of constant thickness.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// From left to right, where the band stands in each column: x and the band's top.
    pub points: Vec<(f64, f64)>,
    /// How thick it is: the value to scale.
    pub thickness: f64,
}

/// The finished geometry.
pub struct Layout {
    /// The nodes, in their order.
    pub bars: Vec<Bar>,
    /// The links, in their order.
    pub bands: Vec<Band>,
}

/// A node or a placeholder.
pub struct Place {
    /// Its column.
    pub column: usize,
    /// How much flows through it.
    pub value: f64,
    above: f64,
    least: f64,
    y: f64,
}

/// A part of a flow, between neighboring columns.
pub struct Segment {
    /// The place on the left.
    pub from: usize,
    /// The place on the right.
    pub to: usize,
    /// How much flows.
    pub value: f64,
    /// Where it leaves and enters, below the tops of its ends, in units of value.
    leaves: f64,
    enters: f64,
}

/// A picture that is being laid out.
pub struct Drawing {
    /// The nodes, then the placeholders.
    pub places: Vec<Place>,
    /// All parts of all flows.
    pub segments: Vec<Segment>,
    /// The places of each column, from the top.
    pub columns: Vec<Vec<usize>>,
    /// The segments of each link.
    chains: Vec<Vec<usize>>,
}

/// Lays out a picture. Each link must lead to the right.
#[must_use]
pub fn lay_out(nodes: &[Node], links: &[Link], room: Room) -> Layout {
    let mut drawing = Drawing::new(nodes, links);
    drawing.order();
    drawing.attach();
    let scale = drawing.scale(room);
    drawing.stack(scale, room);
    for _ in 0..120 {
        drawing.relax(scale, room);
    }
    let x = |column: usize| room.left + column as f64 * room.step;
    let bar = |place: &Place| Bar { x: x(place.column), y: place.y, height: place.value * scale };
    let bars = drawing.places[..nodes.len()].iter().map(bar).collect();
    let bands = drawing.chains.iter().map(|chain| drawing.band(chain, scale, room)).collect();
    Layout { bars, bands }
}

impl Drawing {
    fn new(nodes: &[Node], links: &[Link]) -> Self {
        let place = |node: &Node| Place {
            column: node.column,
            value: node.value,
            above: node.above,
            least: node.least,
            y: 0.0,
        };
        let mut places: Vec<Place> = nodes.iter().map(place).collect();
        let mut segments = Vec::new();
        let mut chains = Vec::with_capacity(links.len());
        for link in links {
            let mut chain = Vec::new();
            let mut from = link.from;
            for column in nodes[link.from].column + 1..=nodes[link.to].column {
                let to = if column == nodes[link.to].column { link.to } else { places.len() };
                if to == places.len() {
                    places.push(Place { column, value: link.value, above: 0.0, least: 0.0, y: 0.0 });
                }
                chain.push(segments.len());
                segments.push(Segment { from, to, value: link.value, leaves: 0.0, enters: 0.0 });
                from = to;
            }
            chains.push(chain);
        }
        let count = places.iter().map(|place| place.column + 1).max().unwrap_or(0);
        let mut columns = vec![Vec::new(); count];
        for (index, place) in places.iter().enumerate() {
            columns[place.column].push(index);
        }
        Self { places, segments, columns, chains }
    }

    /// Gives each flow its place at both ends, in the order of the other ends.
    fn attach(&mut self) {
        let mut rank = vec![0usize; self.places.len()];
        for column in &self.columns {
            for (place, index) in column.iter().enumerate() {
                rank[*index] = place;
            }
        }
        let mut order: Vec<usize> = (0..self.segments.len()).collect();
        let mut used = vec![0.0; self.places.len()];
        order.sort_by_key(|segment| rank[self.segments[*segment].to]);
        for index in &order {
            let segment = &mut self.segments[*index];
            segment.leaves = used[segment.from];
            used[segment.from] += segment.value;
        }
        used.fill(0.0);
        order.sort_by_key(|segment| rank[self.segments[*segment].from]);
        for index in &order {
            let segment = &mut self.segments[*index];
            segment.enters = used[segment.to];
            used[segment.to] += segment.value;
        }
    }

    /// The largest scale at which each column fits.
    fn scale(&self, room: Room) -> f64 {
        let needs = |column: &Vec<usize>, scale: f64| -> f64 {
            let extents = column.iter().map(|place| self.places[*place].extent(scale)).sum::<f64>();
            extents + room.gap * column.len().saturating_sub(1) as f64
        };
        let most = self.columns.iter().map(|column| column.iter().map(|place| self.places[*place].value).sum::<f64>());
        let (mut low, mut high) = (0.0, room.height / most.fold(f64::MIN_POSITIVE, f64::max));
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            let fits = self.columns.iter().all(|column| needs(column, middle) <= room.height);
            if fits {
                low = middle;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Stacks each column in the middle of the height.
    fn stack(&mut self, scale: f64, room: Room) {
        for column in self.columns.clone() {
            let targets = vec![room.height / 2.0; column.len()];
            self.settle(&column, &targets, scale, room);
        }
    }

    /// Moves each place to where its flows run straightest, as far as its neighbors leave room.
    fn relax(&mut self, scale: f64, room: Room) {
        for column in self.columns.clone() {
            let target = |place: &usize| {
                let (mut sum, mut weight) = (0.0, 0.0);
                for segment in &self.segments {
                    let straight = if segment.to == *place {
                        self.places[segment.from].y + (segment.leaves - segment.enters) * scale
                    } else if segment.from == *place {
                        self.places[segment.to].y + (segment.enters - segment.leaves) * scale
                    } else {
                        continue;
                    };
                    sum += straight * segment.value;
                    weight += segment.value;
                }
                if weight > 0.0 {
                    sum / weight
                } else {
                    self.places[*place].y
                }
            };
            let targets: Vec<f64> = column.iter().map(target).collect();
            self.settle(&column, &targets, scale, room);
        }
    }

    /// Brings the tops of a column as near to their targets as order and distances allow: the least sum of squares, by
    /// pooling neighbors that would overlap.
    fn settle(&mut self, column: &[usize], targets: &[f64], scale: f64, room: Room) {
        let mut offsets = Vec::with_capacity(column.len());
        let mut at = 0.0;
        for place in column.iter().map(|place| &self.places[*place]) {
            let (above, below) = place.margins(scale);
            offsets.push(at + above);
            at += above + place.value * scale + below + room.gap;
        }
        let slack = (room.height - (at - room.gap)).max(0.0);
        // Blocks that move together: sum of wanted shifts, weight, members.
        let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
        for (index, place) in column.iter().enumerate() {
            let weight = self.places[*place].value * scale + 1.0;
            blocks.push(((targets[index] - offsets[index]) * weight, weight, 1));
            while let [.., one, other] = blocks[..] {
                if one.0 / one.1 <= other.0 / other.1 {
                    break;
                }
                blocks.truncate(blocks.len() - 2);
                blocks.push((one.0 + other.0, one.1 + other.1, one.2 + other.2));
            }
        }
        let mut members = column.iter().zip(&offsets);
        for (sum, weight, count) in blocks {
            let shift = (sum / weight).clamp(0.0, slack);
            for (place, offset) in members.by_ref().take(count) {
                self.places[*place].y = offset + shift;
            }
        }
    }

    fn band(&self, chain: &[usize], scale: f64, room: Room) -> Band {
        let x = |place: usize| room.left + self.places[place].column as f64 * room.step;
        let mut points = Vec::with_capacity(chain.len() + 1);
        for (number, segment) in chain.iter().map(|segment| &self.segments[*segment]).enumerate() {
            if number == 0 {
                points.push((x(segment.from) + room.bar, self.places[segment.from].y + segment.leaves * scale));
            }
            let inside = if number + 1 == chain.len() { 0.0 } else { room.bar / 2.0 };
            points.push((x(segment.to) + inside, self.places[segment.to].y + segment.enters * scale));
        }
        let thickness = chain.first().map_or(0.0, |segment| self.segments[*segment].value * scale);
        Band { points, thickness }
    }
}

impl Place {
    /// Room above and below the bar.
    fn margins(&self, scale: f64) -> (f64, f64) {
        let beside = ((self.least - self.value * scale) / 2.0).max(0.0);
        (self.above + beside, beside)
    }

    fn extent(&self, scale: f64) -> f64 {
        let (above, below) = self.margins(scale);
        above + self.value * scale + below
    }
}

#[cfg(test)]
#[path = "sankey_tests.rs"]
mod tests;

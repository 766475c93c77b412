use super::*;

const ROOM: Room = Room { left: 10.0, step: 100.0, bar: 8.0, height: 400.0, gap: 6.0 };

fn node(column: usize, value: f64) -> Node {
    Node { column, value, above: if column == 1 { 20.0 } else { 0.0 }, least: 14.0 }
}

fn link(from: usize, to: usize, value: f64) -> Link {
    Link { from, to, value }
}

/// A sale of 100 to a split that pays 60, 10 and, through another split and past it, 30 in two ways.
fn sample() -> (Vec<Node>, Vec<Link>) {
    let nodes = vec![node(0, 100.0), node(1, 100.0), node(2, 25.0), node(3, 60.0), node(3, 15.0), node(3, 25.0)];
    let links = vec![link(0, 1, 100.0), link(1, 3, 60.0), link(1, 2, 25.0), link(1, 4, 15.0), link(2, 5, 25.0)];
    (nodes, links)
}

#[test]
fn widths_of_bands_sum_to_the_heights_of_the_bars_at_both_ends() {
    let (nodes, links) = sample();
    let layout = lay_out(&nodes, &links, ROOM);
    for (index, bar) in layout.bars.iter().enumerate() {
        let sum = |of: fn(&Link) -> usize| -> f64 {
            let here = links.iter().zip(&layout.bands).filter(|(link, _)| of(link) == index);
            here.map(|(_, band)| band.thickness).sum()
        };
        for sum in [sum(|link| link.from), sum(|link| link.to)] {
            assert!(sum == 0.0 || (sum - bar.height).abs() < 1e-6, "node {index}: {sum} of {}", bar.height);
        }
    }
}

#[test]
fn bands_begin_and_end_at_their_bars_without_overlap() {
    let (nodes, links) = sample();
    let layout = lay_out(&nodes, &links, ROOM);
    let mut ends: Vec<(usize, f64, f64)> = Vec::new();
    for (link, band) in links.iter().zip(&layout.bands) {
        let (first, last) = (band.points[0], band.points[band.points.len() - 1]);
        let (from, to) = (layout.bars[link.from], layout.bars[link.to]);
        assert_eq!((first.0, last.0), (from.x + ROOM.bar, to.x));
        assert!(first.1 >= from.y - 1e-6 && first.1 + band.thickness <= from.y + from.height + 1e-6);
        assert!(last.1 >= to.y - 1e-6 && last.1 + band.thickness <= to.y + to.height + 1e-6);
        ends.push((link.from, first.1, first.1 + band.thickness));
    }
    for (index, one) in ends.iter().enumerate() {
        for other in ends[index + 1..].iter().filter(|other| other.0 == one.0) {
            assert!(one.2 <= other.1 + 1e-6 || other.2 <= one.1 + 1e-6, "{one:?} and {other:?}");
        }
    }
}

#[test]
fn bars_of_a_column_keep_their_distance_and_stay_inside() {
    let (nodes, links) = sample();
    let layout = lay_out(&nodes, &links, ROOM);
    for column in 0..4 {
        let mut bars: Vec<&Bar> =
            layout.bars.iter().zip(&nodes).filter(|(_, node)| node.column == column).map(|(bar, _)| bar).collect();
        bars.sort_by(|one, other| one.y.total_cmp(&other.y));
        for pair in bars.windows(2) {
            assert!(pair[0].y + pair[0].height + ROOM.gap <= pair[1].y + 1e-6);
        }
        let least = if column == 1 { 20.0 } else { 0.0 };
        assert!(bars[0].y >= least - 1e-6);
        assert!(bars[bars.len() - 1].y + bars[bars.len() - 1].height <= ROOM.height + 1e-6);
    }
}

#[test]
fn a_flow_that_skips_columns_passes_through_each() {
    let (nodes, links) = sample();
    let layout = lay_out(&nodes, &links, ROOM);
    assert_eq!(layout.bands[1].points.len(), 3);
    assert_eq!(layout.bands[0].points.len(), 2);
}

#[test]
fn order_undoes_a_crossing() {
    let nodes = vec![node(0, 5.0), node(0, 5.0), node(1, 5.0), node(1, 5.0)];
    let links = vec![link(0, 3, 5.0), link(1, 2, 5.0)];
    let layout = lay_out(&nodes, &links, ROOM);
    let above = |one: usize, other: usize| layout.bars[one].y < layout.bars[other].y;
    assert_eq!(above(0, 1), above(3, 2));
}

#[test]
fn one_flow_alone_is_straight() {
    let layout = lay_out(&[node(0, 7.0), node(1, 7.0)], &[link(0, 1, 7.0)], ROOM);
    assert!((layout.bars[0].y - layout.bars[1].y).abs() < 1e-6);
}

//! Lives that a seed names.

use crate::{
    actors::{Actors, START},
    cases::{cases, Before},
    catalog::{catalog, ASSETS},
    step::Step,
    world::{Outcome, World},
    Random,
};
use atelier_licensing::units::Bps;

/// What happens, drawn by lot.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The world as it is by now.
    pub world: World,
    actors: Actors,
}

/// What happened.
#[derive(Clone, Debug)]
pub struct Gone {
    /// What somebody did.
    pub step: Step,
    /// What came of it.
    pub outcome: Outcome,
    /// What it is an example of, see [`cases`].
    pub cases: Vec<String>,
}

impl Trace {
    /// The life that a seed names, in which nobody waits longer than so many days.
    #[must_use]
    pub fn new(seed: u64, patience: u64) -> Self {
        let mut random = Random::new(seed);
        let catalog = catalog(&mut random, START);
        let fee = Bps([0, 1, 300, 1_000][random.below(4)]);
        let keeper_fees = ASSETS.iter().map(|asset| (*asset, [0, 5, 1 << 30][random.below(3)])).collect();
        let world = World::new(START, catalog, fee, keeper_fees);
        let actors = Actors::new(Random::new(random.bits()), patience);
        Self { world, actors }
    }

    /// A world in which nothing happens unless somebody lets it.
    #[must_use]
    pub fn of(world: World) -> Self {
        Self { world, actors: Actors::new(Random::new(0), 1) }
    }

    /// What happens next, if somebody lets it.
    pub fn draw(&mut self) -> Step {
        self.actors.step(&self.world)
    }

    /// Lets something happen.
    pub fn go_on(&mut self) -> Gone {
        let step = self.draw();
        let before = Before::new(&self.world, &step);
        let outcome = self.world.apply(&step);
        let cases = cases(&before, &step, &outcome, &self.world);
        Gone { step, outcome, cases }
    }
}

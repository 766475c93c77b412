//! The third chapter: studios that subscribe to a library, in a file: what they pay is earned day by day, and what is earned
//! runs down a royalty tree of the first chapter.
//!
//! ```text
//! text ──read──▶ plan ──play──▶ story ──draw up──▶ books ──▶ terminal, data, a section of the report with two pictures
//!                                 │
//!                               paper: each payment once more, as a plain list of days
//! ```

mod books;
mod chart;
mod data;
mod file;
mod flow;
mod page;
mod paper;
mod plan;
mod play;
mod read;
mod refusal;
mod stage;
mod story;
mod terminal;
mod words;

use super::{palette::Palette, picture, place::Complaint, terminal::Ink};
use serde_json::Value;

pub use books::{draw_up, Books, Check};
pub use paper::Paper;
pub use story::{End, Story};

/// A story about studios with its books and its pictures.
pub struct Told {
    /// The story.
    pub story: Story,
    /// Its books.
    pub books: Books,
    /// What was deferred and earned when, and who had access.
    pub chart: String,
    /// Where every unit went.
    pub flow: String,
}

impl Told {
    /// The whole story as text.
    #[must_use]
    pub fn text(&self, ink: Ink) -> String {
        terminal::tell(&self.story, &self.books, ink)
    }

    /// The whole story as data.
    #[must_use]
    pub fn data(&self) -> Value {
        data::data(&self.story, &self.books)
    }

    /// The story as a section of the report.
    #[must_use]
    pub fn section(&self, number: usize) -> String {
        page::section(number, self)
    }

    /// Both pictures in one, as a file.
    #[must_use]
    pub fn picture_file(&self) -> String {
        picture::file(&chart::stack(&[&self.chart, &self.flow]))
    }
}

/// Reads a file's text, plays it, draws up its books and its pictures. `number` tells the pictures of one page apart.
///
/// # Errors
/// What is wrong with the file, or what a contract refuses, with the line that asks for it.
pub fn tell_of(name: &str, text: &str, number: usize) -> Result<Told, Complaint> {
    let story = play::play(read::read(name, text)?)?;
    let books = draw_up(&story);
    let chart = chart::draw(&story, number);
    let palette = flow::palette(&story);
    let flow = picture::draw_flows(&[flow::flow(&story, &books)], &palette, &story.plan.title, number);
    Ok(Told { story, books, chart, flow })
}

/// The colors of everybody's roles.
fn palette(story: &Story) -> Palette {
    flow::palette(story)
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod read_tests;

//! The second chapter: a DAO that people describe in a file, with its votes, its committee and its treasury.
//!
//! ```text
//! text ──read──▶ plan ──play──▶ story ──draw up──▶ books ──▶ terminal, data, a section of the report with a picture
//!                                 │
//!                              ledger: the same happenings once more, counted as one counts with pen and paper
//! ```

mod books;
mod data;
mod file;
mod ledger;
mod meters;
mod page;
mod picture;
mod plan;
mod play;
mod read;
mod read_actions;
mod refusal;
mod stage;
mod story;
mod terminal;
mod words;

use super::{place::Complaint, terminal::Ink};
use serde_json::Value;

pub use books::{draw_up, Books, Check};
pub use ledger::Ledger;
pub use story::{End, Story};

/// A DAO's story with its books and its picture.
pub struct Told {
    /// The story.
    pub story: Story,
    /// Its books.
    pub books: Books,
    /// Its picture.
    pub picture: String,
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
}

/// Reads a file's text, plays it, draws up its books and its picture.
///
/// # Errors
/// What is wrong with the file, or what a contract refuses, with the line that asks for it.
pub fn tell_of(name: &str, text: &str, number: usize) -> Result<Told, Complaint> {
    let story = play::play(read::read(name, text)?)?;
    let books = draw_up(&story);
    let picture = picture::draw(&story, number);
    Ok(Told { story, books, picture })
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod read_tests;

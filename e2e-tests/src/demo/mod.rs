//! The demo: income on royalty trees, DAOs that decide about it, and studios that subscribe to what it pays for. People describe
//! them in files; they are played on a chain in this process and checked to the last unit. The first chapter, royalty trees, is
//! here; the second is [`dao`], the third [`studios`].
//!
//! ```text
//! text ──read──▶ plan ──play──▶ story ──draw up──▶ books ──▶ terminal, data, a report with a picture
//! ```

mod amount;
mod books;
mod chapter;
pub mod dao;
mod data;
mod digest;
mod exact;
mod file;
mod flow;
mod lineage;
mod page;
mod palette;
mod picture;
mod place;
mod plan;
mod play;
mod read;
mod read_happenings;
mod read_tables;
mod read_values;
mod refusal;
mod routes;
mod sankey;
mod sankey_order;
mod settle;
mod stage;
mod story;
pub mod studios;
mod terminal;

pub use books::{draw_up, Books, Check, Row, Total};
pub use chapter::{chapter_of, Chapter};
pub use data::data;
pub use page::{page, Told};
pub use place::Complaint;
pub use story::Story;
pub use terminal::{tell, Ink};

/// Reads a file's text, plays it, draws up its books and its picture. `name` is how complaints call the file, and `number`
/// tells the pictures of one page apart.
///
/// # Errors
/// What is wrong with the file, or what the contract refuses, with the line that asks for it.
pub fn tell_of(name: &str, text: &str, number: usize) -> Result<Told, Complaint> {
    let story = play::play(read::read(name, text)?)?;
    let books = books::draw_up(&story);
    let picture = picture::draw(&story, &books, number);
    Ok(Told { story, books, picture })
}

/// The picture of a story as a file of its own.
#[must_use]
pub fn picture_file(told: &Told) -> String {
    picture::file(&told.picture)
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod read_tests;

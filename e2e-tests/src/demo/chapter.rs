//! A played file of any kind: royalty trees, a DAO, or studios that subscribe.

use super::{
    dao,
    data::data,
    page::Told,
    picture, place, studios,
    terminal::{tell, Ink},
};
use serde::{de::IgnoredAny, Deserialize};
use serde_json::Value;

/// A played file.
// There are as many as files on a command line, so nothing is gained by making them small.
#[allow(clippy::large_enum_variant)]
pub enum Chapter {
    /// One about royalty trees.
    Trees(Told),
    /// One about a DAO.
    Dao(dao::Told),
    /// One about studios.
    Studios(studios::Told),
}

/// The keys by which files about DAOs and about studios are told apart.
#[derive(Deserialize)]
struct Kind {
    dao: Option<IgnoredAny>,
    studios: Option<IgnoredAny>,
}

/// Reads a file's text, plays it, draws up its books and its picture. `name` is how complaints call the file, and `number`
/// tells the pictures of one page apart.
///
/// # Errors
/// What is wrong with the file, or what a contract refuses, with the line that asks for it.
pub fn chapter_of(name: &str, text: &str, number: usize) -> Result<Chapter, place::Complaint> {
    // What is not even JSON is for the reader of trees to complain about.
    match serde_json::from_str(text) {
        Ok(Kind { dao: Some(_), .. }) => dao::tell_of(name, text, number).map(Chapter::Dao),
        Ok(Kind { studios: Some(_), .. }) => studios::tell_of(name, text, number).map(Chapter::Studios),
        _ => super::tell_of(name, text, number).map(Chapter::Trees),
    }
}

impl Chapter {
    /// What the story is called.
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Self::Trees(told) => &told.story.plan.title,
            Self::Dao(told) => &told.story.plan.title,
            Self::Studios(told) => &told.story.plan.title,
        }
    }

    /// Whether each of its checks holds.
    #[must_use]
    pub fn checks(&self) -> Vec<bool> {
        match self {
            Self::Trees(told) => told.books.checks.iter().map(|check| check.holds).collect(),
            Self::Dao(told) => told.books.checks.iter().map(|check| check.holds).collect(),
            Self::Studios(told) => told.books.checks.iter().map(|check| check.holds).collect(),
        }
    }

    /// Whether everything that was checked holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.checks().into_iter().all(|holds| holds)
    }

    /// The whole story as text.
    #[must_use]
    pub fn text(&self, ink: Ink) -> String {
        match self {
            Self::Trees(told) => tell(&told.story, &told.books, ink),
            Self::Dao(told) => told.text(ink),
            Self::Studios(told) => told.text(ink),
        }
    }

    /// The whole story as data.
    #[must_use]
    pub fn data(&self) -> Value {
        match self {
            Self::Trees(told) => data(&told.story, &told.books),
            Self::Dao(told) => told.data(),
            Self::Studios(told) => told.data(),
        }
    }

    /// The picture of the story as a file of its own.
    #[must_use]
    pub fn picture_file(&self) -> String {
        match self {
            Self::Trees(told) => picture::file(&told.picture),
            Self::Dao(told) => picture::file(&told.picture),
            Self::Studios(told) => told.picture_file(),
        }
    }
}

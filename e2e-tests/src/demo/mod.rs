//! The demo: income on royalty trees that people describe in files, played on a chain in this process and checked to the
//! last unit.
//!
//! ```text
//! file text ──read──▶ Plan ──play──▶ Story ──audit──▶ Account ──▶ terminal, data, report with a picture
//! ```

mod amount;
pub mod books;
mod data;
mod digest;
mod exact;
mod file;
mod flow;
mod lineage;
mod page;
mod palette;
pub mod picture;
mod place;
mod plan;
mod play;
mod read;
mod read_happenings;
mod read_tables;
mod refusal;
mod routes;
mod sankey;
mod settle;
mod stage;
mod story;
mod terminal;

pub use place::Complaint;
pub use read::read;
pub use play::play;

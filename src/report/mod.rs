//! A report of claims for people: one HTML file that shows every claim in its article.
//!
//! ```text
//! table of claims ──(csv, jsonl)──► ClaimTable ─┐
//!                                               ├─(Matching)──► Report ──(page)──► HTML
//! articles ──────────────────────── Article ────┘
//! ```
//!
//! [`ClaimTable`] is what `sayso attribute` wrote, by article. [`Matching`] takes the articles
//! one after the other, checks that every claim stands in its article word for word, and turns
//! offsets into those of the page. [`Report::write`] puts everything into one file.
//!
//! `Report::of_evaluation` shows a gold set and a system's claims side by side in the same page.
//!
//! [`MarkedArticle`] is one article with its claims marked, as markup that needs no script: for
//! notebooks, and for `sayso explain --html`.
//!
//! The page is in `assets/`: HTML, CSS and JavaScript as they are served, without a build step.
//! Articles are data to it and nothing else. They stand in a block of JSON in which `<`, `>` and
//! `&` are escaped; the scripts put them into the page as text nodes; and the page's
//! Content-Security-Policy lets nothing run but these scripts, known by their hashes, and
//! nothing be fetched at all.

mod comparison;
mod dates;
mod json;
mod marked;
mod matching;
pub(crate) mod page;
mod pieces;
mod table;

pub use marked::MarkedArticle;
pub use matching::{Matching, Report, ReportArticle, ReportClaim, Verdict};
pub use pieces::Slice;
pub use table::{ClaimTable, Sentence, TableClaim, Words};

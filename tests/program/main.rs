//! What the program and the library do, as their users run them: one program of tests, so that
//! it is linked once. A part of them: `cargo test --release --test program resume::`.

mod common;

mod annotators;
mod any_text;
mod archives;
mod attribute;
mod cases;
mod code;
mod command_line;
mod convert;
mod doubt;
#[cfg(feature = "rust-bert")]
mod engines;
mod evaluate;
mod explain;
mod exports;
mod faults;
mod feeds;
mod floors;
mod gold;
mod gold_archives;
mod inputs;
mod kept;
mod layout;
mod models;
mod outputs;
mod parity;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "parquet")]
mod parquet_input;
mod people;
mod records;
mod report;
#[cfg(unix)]
mod resume;
mod schema;
#[cfg(feature = "serve")]
mod serve;
mod tables;
mod tools;

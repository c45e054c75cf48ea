//! What an encoder computes, in integers where that is exact enough: products of bytes with one
//! scale a row, attention, normalization and GELU.
//!
//! Every operation takes the [`Instructions`] it may use. Integers are the same whatever these
//! are; floating-point numbers are computed by the same operations in the same order, so that
//! these are the same too.
//!
//! Matrices are rows one after the other. Lengths that do not fit are a panic.

#![allow(unsafe_code)] // Here alone; each block says why it is sound.

#[cfg(target_arch = "x86_64")]
mod amx;
mod attention;
mod head;
mod instructions;
mod linear;
mod lines;
mod products;
mod rows;
mod scores;
mod soften;
mod tile;
#[cfg(target_arch = "x86_64")]
mod x86;

pub use attention::{Scratch, attend};
pub use head::{Head, split};
pub use instructions::Instructions;
pub use linear::{Linear, linear, sums};
pub use lines::Values;
pub use products::{Columns, products};
pub use rows::{ByteRows, add_and_normalize, normalize};

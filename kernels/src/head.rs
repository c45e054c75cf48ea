//! Queries, keys and values of one head of attention, in bytes.

use crate::instructions::operation;
use crate::lines::{COLUMNS, Line, Panels};
use crate::rows::fold;
use crate::tile::{MORE, Tile};
use std::f32::consts::LOG2_E;

/// A byte, at most, of a query, a key or a value.
const BYTE: f32 = 127.0;
/// Units of a score that are a power of two.
pub(crate) const UNITS: f32 = 256.0;
/// A scale, at least: its inverse has room for more factors.
pub(crate) const LEAST: f32 = 1e-15;
/// Tokens, fewer than which a window has: sums over so many fit into 32 bits.
const TOKENS: usize = 32_768;

/// Queries, keys and values of one head, rounded: a scale for each token.
#[derive(Clone, Default)]
pub struct Head {
    /// Unsigned bytes, each token's to the end of a line.
    queries: Vec<Line>,
    /// What makes sums of products with a token's query scores, together with the key's scale.
    pub(crate) query_scales: Vec<f32>,
    pub(crate) keys: Panels,
    pub(crate) key_scales: Vec<f32>,
    /// What sums with a key are more for the queries' being unsigned.
    pub(crate) key_sums: Vec<i32>,
    /// Four tokens side by side.
    pub(crate) values: Panels,
    pub(crate) value_scales: Vec<f32>,
    /// What makes products of queries and keys scores.
    factor: f32,
    pub(crate) width: usize,
    pub(crate) tokens: usize,
}

impl Head {
    /// Makes room for so many tokens, and vectors of `width` values. All of them are to be set, in
    /// their order.
    ///
    /// # Panics
    /// If `width` is 0, or there are 32,768 tokens or more.
    pub fn resize(&mut self, tokens: usize, width: usize) {
        assert!(width > 0 && tokens < TOKENS);
        if self.width != width {
            *self = Self::default();
        }
        self.width = width;
        self.tokens = tokens;
        #[expect(clippy::cast_precision_loss, reason = "the width of a head")]
        let root = (width as f32).sqrt();
        self.factor = LOG2_E * UNITS / root;
        let padded = self.padded();
        // What stands beyond the tokens does not matter: scores there count for nothing. Beyond
        // the width keys are zero, as new room is.
        self.queries
            .resize(tokens * self.stride() / Line::BYTES, Line::ZERO);
        self.keys.resize(tokens, self.stride() / 4);
        self.values.resize(width, padded / 4);
        self.query_scales.resize(tokens, 0.0);
        self.key_scales.resize(padded, 0.0);
        self.key_sums.resize(padded, 0);
        self.value_scales.truncate(tokens);
        self.value_scales.resize(padded, 0.0);
    }

    /// Tokens, to the end of a line of bytes.
    pub(crate) fn padded(&self) -> usize {
        self.tokens.next_multiple_of(Line::BYTES)
    }

    /// Bytes from a query to the next.
    pub(crate) fn stride(&self) -> usize {
        self.width.next_multiple_of(Line::BYTES)
    }

    /// The bytes of all queries.
    pub(crate) fn queries(&self) -> &[u8] {
        Line::bytes(&self.queries)
    }

    #[inline(always)]
    fn set(&mut self, token: usize, query: &[f32], key: &[f32], value: &[f32]) {
        let (scale, inverse) = scale_of(query);
        self.query_scales[token] = scale * self.factor;
        let lines = self.stride() / Line::BYTES;
        let lines = &mut self.queries[token * lines..][..lines];
        for (from, line) in query.chunks(Line::BYTES).zip(lines) {
            for (from, to) in from.chunks(COLUMNS).zip(line.0.chunks_mut(COLUMNS)) {
                to.copy_from_slice(&round(from, inverse, |byte| byte.cast_unsigned() ^ MORE));
            }
        }
        let (scale, inverse) = scale_of(key);
        self.key_scales[token] = scale;
        let (panel, column) = (self.keys.panel_mut(token / COLUMNS), token % COLUMNS);
        let mut sum = 0;
        for (from, steps) in key.chunks(COLUMNS).zip(panel.chunks_mut(COLUMNS / 4)) {
            let bytes = round(from, inverse, i8::cast_unsigned);
            for byte in bytes {
                sum += i32::from(byte.cast_signed());
            }
            for (step, unit) in steps.iter_mut().zip(bytes.as_chunks().0) {
                step.0[column] = u32::from_ne_bytes(*unit);
            }
        }
        self.key_sums[token] = i32::from(MORE) * sum;
        let (scale, inverse) = scale_of(value);
        self.value_scales[token] = scale;
        for (number, from) in value.chunks(COLUMNS).enumerate() {
            let step = &mut self.values.panel_mut(number)[token / 4];
            let units = round(from, inverse, |byte| u32::from(byte.cast_unsigned()));
            if token.is_multiple_of(4) {
                for (unit, byte) in step.0.iter_mut().zip(units) {
                    *unit = byte.to_le();
                }
            } else {
                for (unit, byte) in step.0.iter_mut().zip(units) {
                    *unit |= (byte << (token % 4 * 8)).to_le();
                }
            }
        }
    }
}

/// The unit in which a row fits into bytes, and its inverse.
#[inline(always)]
fn scale_of(row: &[f32]) -> (f32, f32) {
    let most = fold(row, 0.0, |a, b| {
        let b = b.abs();
        if b > a { b } else { a }
    });
    let scale = (most * (1.0 / BYTE)).max(LEAST);
    (scale, 1.0 / scale)
}

/// Values of a panel's width or fewer, times `inverse`, each as `make` has it.
#[inline(always)]
fn round<V: Copy + Default>(row: &[f32], inverse: f32, make: impl Fn(i8) -> V) -> [V; COLUMNS] {
    // The common case, with the length known.
    if let Some(row) = row.first_chunk::<COLUMNS>() {
        return std::array::from_fn(|at| make(nearest(row[at] * inverse)));
    }
    let mut rounded = [V::default(); COLUMNS];
    for (to, &value) in rounded.iter_mut().zip(row) {
        *to = make(nearest(value * inverse));
    }
    rounded
}

/// The nearest integer of a number of 8 bits.
#[inline(always)]
fn nearest(value: f32) -> i8 {
    // The last digit of numbers this large is 1, and their last bits are those of the integer.
    const LARGE: f32 = 12_582_912.0;
    (value + LARGE).to_bits() as i8
}

operation! {
    /// Sets the vectors of some tokens, of which the first is `token`, of all heads. A row of
    /// `projected` is the queries, the keys and the values of all heads, as they follow one another.
    ///
    /// # Panics
    /// If the lengths do not fit.
    pub fn split(projected: &[f32], token: usize, heads: &mut [Head])
    by split_rows
}

#[inline(always)]
fn split_rows<T: Tile>(projected: &[f32], token: usize, heads: &mut [Head]) {
    let all: usize = heads.iter().map(|head| head.width).sum();
    assert!(all > 0 && projected.len().is_multiple_of(3 * all));
    for (number, row) in projected.chunks_exact(3 * all).enumerate() {
        let (queries, rest) = row.split_at(all);
        let (keys, values) = rest.split_at(all);
        let mut first = 0;
        for head in &mut *heads {
            let part = first..first + head.width;
            first = part.end;
            let (query, key, value) = (&queries[part.clone()], &keys[part.clone()], &values[part]);
            // The common case, with all lengths known.
            if head.width == COLUMNS
                && let (Some(query), Some(key), Some(value)) = (
                    query.first_chunk::<COLUMNS>(),
                    key.first_chunk::<COLUMNS>(),
                    value.first_chunk::<COLUMNS>(),
                )
            {
                head.set(token + number, query, key, value);
            } else {
                head.set(token + number, query, key, value);
            }
        }
    }
}

//! Matrices as a product reads them: in panels of columns, units of 32 bits side by side.

use std::ops::{Deref, DerefMut};

/// Columns in a panel.
pub const COLUMNS: usize = 32;

/// A unit of each column of a panel: four bytes that are multiplied by four of a row, and added,
/// the first of them lowest in memory. It begins where a cache line does.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub struct Step(pub [u32; COLUMNS]);

impl Step {
    pub const ZERO: Self = Self([0; COLUMNS]);
}

/// The right side of a product, `[values, columns]`, in panels.
#[derive(Clone, Default)]
pub struct Panels {
    steps: Vec<Step>,
    /// Steps in a panel.
    depth: usize,
}

impl Panels {
    /// Makes room for so many columns of so many units. What stood there before may still do so:
    /// new room is zero.
    pub fn resize(&mut self, columns: usize, depth: usize) {
        self.depth = depth;
        let panels = columns.div_ceil(COLUMNS);
        self.steps.resize(panels * depth, Step::ZERO);
    }

    /// Steps in a panel.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Number of panels.
    pub fn panels(&self) -> usize {
        self.steps.len().checked_div(self.depth).unwrap_or(0)
    }

    /// One panel, step by step.
    pub fn panel(&self, number: usize) -> &[Step] {
        &self.steps[number * self.depth..(number + 1) * self.depth]
    }

    /// One panel, step by step.
    pub fn panel_mut(&mut self, number: usize) -> &mut [Step] {
        &mut self.steps[number * self.depth..(number + 1) * self.depth]
    }
}

/// Writes a panel's values of a row, or as many as there is room for: `value` of each column.
#[inline(always)]
pub fn put<V>(to: &mut [V], value: impl Fn(usize) -> V) {
    if let Some(to) = to.first_chunk_mut::<COLUMNS>() {
        // All of them before the first is written: they stay in registers.
        *to = std::array::from_fn(value);
    } else {
        put_some(to, value);
    }
}

/// Apart, as the compiler would make one copy of unknown length of both.
#[cold]
#[inline(never)]
fn put_some<V>(to: &mut [V], value: impl Fn(usize) -> V) {
    for (column, to) in to.iter_mut().enumerate() {
        *to = value(column);
    }
}

/// 64 bytes that begin where a cache line does.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub struct Line(pub [u8; Self::BYTES]);

impl Line {
    pub const BYTES: usize = 64;
    pub const ZERO: Self = Self([0; Self::BYTES]);

    /// All bytes of some lines.
    pub fn bytes(lines: &[Self]) -> &[u8] {
        // SAFETY: a line is its bytes, and they stand side by side.
        unsafe { std::slice::from_raw_parts(lines.as_ptr().cast(), size_of_val(lines)) }
    }

    /// All bytes of some lines.
    pub fn bytes_mut(lines: &mut [Self]) -> &mut [u8] {
        // SAFETY: a line is its bytes, whatever they are, and they stand side by side.
        unsafe { std::slice::from_raw_parts_mut(lines.as_mut_ptr().cast(), size_of_val(lines)) }
    }
}

/// Room for numbers, of which the first begins where a cache line does, so that whole vectors of
/// them are of one line each.
#[derive(Clone, Default)]
pub struct Values {
    lines: Vec<Sixteen>,
    length: usize,
}

#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Sixteen([f32; 16]);

impl Values {
    /// Makes it so long. What the values are is for who writes them next.
    pub fn resize(&mut self, length: usize) {
        let lines = length.div_ceil(16);
        // Never shorter, so that nothing has to be cleared to make it longer again.
        if self.lines.len() < lines {
            self.lines.resize(lines, Sixteen([0.0; 16]));
        }
        self.length = length;
    }
}

impl Deref for Values {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        // SAFETY: lines are their numbers, side by side, and there are as many.
        unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast(), self.length) }
    }
}

impl DerefMut for Values {
    fn deref_mut(&mut self) -> &mut [f32] {
        // SAFETY: as above.
        unsafe { std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.length) }
    }
}

/// A panel's part of values, one for each column.
#[inline(always)]
pub fn part<V>(of: &[V], panel: usize) -> &[V; COLUMNS] {
    &of.as_chunks().0[panel]
}

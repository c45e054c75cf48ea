//! Matrices as a product reads them: in panels of columns, units of 32 bits side by side.

/// Columns in a panel.
pub const COLUMNS: usize = 32;

/// A unit of each column of a panel: four bytes or two integers of 16 bits that are multiplied by
/// the same of a row, and added. It begins where a cache line does.
///
/// The first byte of four stands lowest in memory, the first of two integers lowest in value.
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

/// Writes a panel's values of a row, of which the last panel may have fewer: `value` of each column.
#[inline(always)]
pub fn put<V>(to: &mut [V], left: usize, value: impl Fn(usize) -> V) {
    if let Some(to) = to.first_chunk_mut::<COLUMNS>()
        && left >= COLUMNS
    {
        // All of them before the first is written: they stay in registers.
        *to = std::array::from_fn(value);
    } else {
        put_some(&mut to[..left], value);
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
#[derive(Clone, Copy, Debug, PartialEq)]
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
}

/// Units as bytes of memory.
pub fn bytes_of(units: &[u32]) -> &[u8] {
    // SAFETY: any four bytes are an integer of 32 bits, and may be read one by one.
    unsafe { std::slice::from_raw_parts(units.as_ptr().cast(), size_of_val(units)) }
}

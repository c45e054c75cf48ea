//! Where a value ends in which there is a fault.
//!
//! No crate says that, and one bad article is to cost none but itself. After a fault serde_json does
//! not tell how deep in brackets it was, nor whether in a string, and struson stands within the
//! value and panics when it is to skip it. So both are counted here, of such values alone.

/// How deep in brackets it is, and whether in a string.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Nesting {
    depth: usize,
    in_string: bool,
    is_escaped: bool,
}

impl Nesting {
    /// Inside so many brackets.
    pub fn within(depth: usize) -> Self {
        Self {
            depth,
            ..Self::default()
        }
    }

    /// Takes in the next byte; whether the outermost value ends with it.
    pub fn ends_with(&mut self, byte: u8) -> bool {
        if self.in_string {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return !self.in_string && self.depth == 0;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => return false,
        }
        !self.in_string && self.depth == 0
    }
}

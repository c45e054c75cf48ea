//! The stages in order, and nothing of how any of them works.

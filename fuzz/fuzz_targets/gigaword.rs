//! SGML, as Gigaword has it.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| sayso_fuzz::read("a.sgml", data));

//! Web archives, and the answers in them.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| sayso_fuzz::read("a.warc", data));

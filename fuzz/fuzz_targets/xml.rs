//! News in XML.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| sayso_fuzz::read("a.xml", data));

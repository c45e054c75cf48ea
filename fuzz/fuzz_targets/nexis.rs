//! Text exports of Nexis.

#![no_main]

use libfuzzer_sys::fuzz_target;

const ACADEMIC: &[u8] = b"1 of 2 DOCUMENTS\n";
const UNI: &[u8] = b"Length: 2 words\nBody\n";

fuzz_target!(|data: &[u8]| {
    // Most texts are no export: half of these are made one.
    let Some((choice, data)) = data.split_first() else {
        return;
    };
    let head = [&b""[..], ACADEMIC, UNI][usize::from(*choice % 3)];
    sayso_fuzz::read("a.txt", &[head, data].concat());
});

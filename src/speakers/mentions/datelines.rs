//! "HARBOR, Norland (Newswire) -": where a report was filed and by which agency, who claim nothing.

use crate::speakers::words::Words;
use std::ops::Range;

/// Words of the longest one.
const LONGEST: usize = 10;

/// The words of each, at the beginning of a paragraph: a place in capitals, an agency in brackets, a
/// dash.
pub(super) fn datelines(words: &Words) -> Vec<Range<usize>> {
    let begins = |i: &usize| {
        let before = i.checked_sub(1);
        before.is_none_or(|before| words.gap(before).contains('\n'))
    };
    let from = (0..words.len()).filter(begins);
    from.filter_map(|start| dateline(words, start)).collect()
}

fn dateline(words: &Words, start: usize) -> Option<Range<usize>> {
    let number = |i: usize| words.text(i).starts_with(|c: char| c.is_ascii_digit());
    let proper = |i: &usize| words.is_capital(*i) || number(*i);
    let reach = words.len().min(start + LONGEST);
    let mut place = (start..reach).take_while(proper);
    let opens = place.find(|&i| words.gap(i).ends_with('('))?;
    let mut agency = (opens + 1..reach).take_while(proper);
    let closes = agency.find(|&i| words.gap(i).starts_with(')'))?;
    let filed = words.in_capitals(start) && words.ends_dateline(closes);
    filed.then_some(start..closes + 1)
}

#[cfg(test)]
mod tests {
    use super::datelines;
    use crate::speakers::words::Words;

    #[test]
    fn a_place_an_agency_and_a_dash() {
        for line in [
            "HARBOR (Newswire) -",
            "NEW HARBOR, Nov 22 (NW) —",
            "HARBOR, Norland (Coast Wire) –",
        ] {
            let text = format!("The port is shut\n\n{line} Maya Vance left.");
            let words = Words::new(&text);
            let found = datelines(&words);
            assert_eq!(found.len(), 1, "{line}");
            let span = words.span(&found[0]);
            assert!(line.starts_with(span.of(&text)), "{line}");
        }
        for line in [
            "MAYA VANCE (Harbor Party) left - at last",
            "Maya Vance (Harbor Party) - she left",
            "HARBOR has two ports (Newswire) - and",
            "HARBOR",
        ] {
            assert!(datelines(&Words::new(line)).is_empty(), "{line}");
        }
    }
}

//! Quotation marks: which open, which close, and which are apostrophes.
//!
//! Paragraphs are read one by one, so that a mark that is never closed cannot reach beyond
//! its own. Within a paragraph a stack of open quotations is enough: closing marks close the
//! nearest open one of their family, and what is then still open inside it ends with it.

use super::Span;
use super::sentences::is_reporting_verb;

/// Words between quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quotation {
    /// From the opening mark to the closing mark, both included. A quotation that is never
    /// closed ends where its paragraph ends.
    pub span: Span,
    /// The words between the marks.
    pub inner: Span,
    /// 0 for an outermost quotation, 1 for one inside another, …
    pub depth: u8,
    /// Whether a closing mark was found.
    pub closed: bool,
    /// Index of the quotation in an earlier paragraph that this one continues: that one
    /// was left open, and this paragraph opens with the same mark again.
    pub continues: Option<usize>,
}

/// Nesting beyond this is no longer language; deeper opening marks are ignored.
const MAX_DEPTH: usize = 8;

/// Words of a name behind a verb of saying, at most.
const MOST_NAMES: usize = 4;

/// Marks of one family close each other, also across styles: a straight mark may close a
/// curly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    /// `“ ” " „ ‟`, and two single marks `'' ''`.
    Double,
    /// `‘ ’ ' ‚`
    Single,
    /// `« »`
    Guillemet,
    /// `‹ ›`
    SingleGuillemet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Open,
    Close,
    /// By its shape and place it could be either.
    Either,
}

#[derive(Clone, Copy, Debug)]
struct Mark {
    span: Span,
    family: Family,
    direction: Direction,
    /// The character itself, to tell `„…“` from `“…”`.
    character: char,
    /// A closing single mark after a letter `s` and before a word: more likely a possessive
    /// ("the officials’ view") if another closing mark follows.
    maybe_possessive: bool,
}

struct Open {
    /// Index into the list of quotations.
    index: usize,
    family: Family,
    mark: char,
    /// Where a mark of the same family opened again inside this one.
    reopened_at: Option<usize>,
}

/// Finds the quotations of a text, given its paragraphs.
pub fn quotations(text: &str, paragraphs: &[Span]) -> Vec<Quotation> {
    let mut found: Vec<Quotation> = Vec::new();
    // The outermost quotation that the last paragraph left open, with its mark.
    let mut left_open: Option<(usize, char)> = None;
    for (number, &paragraph) in paragraphs.iter().enumerate() {
        let marks = marks(text, paragraph);
        let goes_on = |mark: char| {
            let next = paragraphs.get(number + 1).map(|p| p.of(text));
            next.is_some_and(|words| words.starts_with(mark))
        };
        left_open = paragraph_quotations(text, paragraph, &marks, left_open, goes_on, &mut found);
    }
    found
}

/// Reads one paragraph; answers the outermost quotation that it leaves open.
fn paragraph_quotations(
    text: &str,
    paragraph: Span,
    marks: &[Mark],
    left_open: Option<(usize, char)>,
    goes_on: impl Fn(char) -> bool,
    found: &mut Vec<Quotation>,
) -> Option<(usize, char)> {
    let closes_later = closes_later(marks);
    let mut stack: Vec<Open> = Vec::new();
    for (i, mark) in marks.iter().enumerate() {
        let is_open = stack.iter().any(|open| open.family == mark.family);
        let outer_goes_on = stack.first().is_some_and(|open| goes_on(open.mark));
        if closes(mark, &stack, is_open, closes_later[i] || outer_goes_on) {
            close(&mut stack, mark, found);
            continue;
        }
        // A straight mark that looks like an opening one may open inside another: then the
        // first was never closed.
        if mark.direction == Direction::Close || stack.len() >= MAX_DEPTH {
            continue;
        }
        let at_start = mark.span.start == paragraph.start;
        // A turned mark can only open, wherever it stands.
        let may_go_on = at_start || mark.character == '‘';
        if mark.family == Family::Single
            && !closes_later[i]
            && !(may_go_on && goes_on(mark.character))
        {
            // A single mark that nothing closes is an apostrophe ("’tis", "the ’90s").
            continue;
        }
        if let Some(outer) = stack
            .iter_mut()
            .rev()
            .find(|open| open.family == mark.family)
        {
            outer.reopened_at.get_or_insert(mark.span.start);
        }
        let continues = left_open
            .filter(|&(_, opened_with)| at_start && opened_with == mark.character)
            .map(|(index, _)| index);
        stack.push(Open {
            index: found.len(),
            family: mark.family,
            mark: mark.character,
            reopened_at: None,
        });
        found.push(Quotation {
            // The end is set when it closes, or when the paragraph ends.
            span: Span::new(mark.span.start, paragraph.end),
            inner: Span::new(mark.span.end, paragraph.end.max(mark.span.end)),
            depth: (stack.len() - 1) as u8,
            closed: false,
            continues,
        });
    }
    let outermost = stack.first().map(|open| (open.index, open.mark));
    if let Some((index, _)) = outermost
        && let Some(end) = attributed_end(paragraph.of(text))
        && paragraph.start + end > found[index].inner.start
    {
        shorten(text, &mut found[index..], paragraph.start + end);
        restore_depths(found, paragraph);
        return None;
    }
    for open in &stack {
        // If the same mark opened again before the paragraph ended, then the first one's
        // closing mark is missing, and it is taken to end there; unless the next paragraph
        // reopens it, which shows that it was meant to go on.
        if let Some(end) = open.reopened_at.filter(|_| !goes_on(open.mark)) {
            shorten(text, &mut found[open.index..], end);
        }
    }
    if stack.iter().any(|open| open.reopened_at.is_some()) {
        restore_depths(found, paragraph);
    }
    outermost.filter(|&(_, mark)| goes_on(mark))
}

/// Where the words end that a clause at the end of a paragraph attributes: "…, said Lena Hurst." A
/// quotation that is open there lacks its closing mark, whatever the next paragraph opens with.
fn attributed_end(words: &str) -> Option<usize> {
    let comma = words.rfind(", ")?;
    let clause = words[comma + 2..].trim_end().strip_suffix('.')?;
    let mut clause = clause.split_whitespace();
    let verb = clause.next()?;
    let names: Vec<&str> = clause.take(MOST_NAMES + 1).collect();
    let is_clause = is_reporting_verb(verb)
        && (1..=MOST_NAMES).contains(&names.len())
        && names
            .iter()
            .all(|name| name.starts_with(char::is_uppercase));
    is_clause.then_some(comma + 1)
}

/// Whether the mark closes a quotation that is open.
///
/// `goes_on`: whether another mark closes later, or the next paragraph opens with the mark again.
fn closes(mark: &Mark, stack: &[Open], is_open: bool, goes_on: bool) -> bool {
    if !is_open {
        return false;
    }
    let german = mark.character == '“'
        && stack
            .iter()
            .rev()
            .find(|o| o.family == mark.family)
            .is_some_and(|o| o.mark == '„');
    match mark.direction {
        Direction::Open => german,
        Direction::Close => !(mark.maybe_possessive && goes_on),
        Direction::Either => true,
    }
}

fn close(stack: &mut Vec<Open>, mark: &Mark, found: &mut [Quotation]) {
    while let Some(open) = stack.pop() {
        let quotation = &mut found[open.index];
        let matches = open.family == mark.family;
        let end = if matches {
            mark.span.end
        } else {
            mark.span.start
        };
        quotation.span.end = end;
        quotation.inner.end = mark.span.start;
        quotation.closed = matches;
        if matches {
            return;
        }
    }
}

/// Ends the first of `quotations` before the byte at `end`, and with it what it holds.
fn shorten(text: &str, quotations: &mut [Quotation], end: usize) {
    let start = quotations[0].inner.start;
    let end = Span::new(start, end.max(start)).trim(text).end;
    let inside = quotations.iter_mut().take_while(|q| q.span.start < end);
    for quotation in inside.filter(|q| q.span.end > end) {
        quotation.span.end = end;
        quotation.inner = Span::new(quotation.inner.start.min(end), quotation.inner.end.min(end));
        quotation.closed = false;
    }
}

/// For each mark, whether a mark that can close its family stands after it (before a mark
/// of that family that can only open).
fn closes_later(marks: &[Mark]) -> Vec<bool> {
    let mut later = [false; 4];
    let mut answer = vec![false; marks.len()];
    for (i, mark) in marks.iter().enumerate().rev() {
        let family = mark.family as usize;
        answer[i] = later[family];
        match mark.direction {
            Direction::Open => later[family] = false,
            Direction::Close | Direction::Either => later[family] = true,
        }
    }
    answer
}

/// Counts depths anew in one paragraph, after a quotation was shortened.
fn restore_depths(found: &mut [Quotation], paragraph: Span) {
    let first = found.partition_point(|q| q.span.start < paragraph.start);
    let mut ends: Vec<usize> = Vec::new();
    for quotation in &mut found[first..] {
        ends.retain(|&end| end > quotation.span.start);
        quotation.depth = ends.len() as u8;
        ends.push(quotation.span.end);
    }
}

/// All quotation marks of a paragraph; apostrophes within words are left out.
fn marks(text: &str, paragraph: Span) -> Vec<Mark> {
    let words = paragraph.of(text);
    let mut marks = Vec::new();
    let mut before: Option<char> = None;
    let mut characters = words.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let mut length = character.len_utf8();
        let doubled = matches!(character, '\'' | '`' | '’' | '‘' | ',')
            && characters
                .peek()
                .is_some_and(|&(_, next)| next == character);
        // Two single marks in a row stand for a double one; two commas only at a word.
        if doubled && (character != ',' || before.is_none_or(char::is_whitespace)) {
            characters.next();
            length *= 2;
        } else if matches!(character, '`' | ',') {
            before = Some(character);
            continue;
        }
        let doubled = length > character.len_utf8();
        let after = words[at + length..].chars().next();
        if let Some((family, direction)) = classify(character, doubled, before, after, &words[at..])
        {
            let span = Span::new(paragraph.start + at, paragraph.start + at + length);
            let maybe_possessive = family == Family::Single
                && before.is_some_and(|c| matches!(c, 's' | 'S'))
                && words[at + length..].starts_with(|c: char| c.is_whitespace())
                && words[at + length..]
                    .trim_start()
                    .starts_with(char::is_lowercase);
            marks.push(Mark {
                span,
                family,
                direction,
                character,
                maybe_possessive,
            });
        }
        before = Some(character);
    }
    marks
}

fn classify(
    character: char,
    doubled: bool,
    before: Option<char>,
    after: Option<char>,
    from_here: &str,
) -> Option<(Family, Direction)> {
    let answer = match character {
        '“' | '„' | '‟' | '〝' => (Family::Double, Direction::Open),
        '”' | '〞' => (Family::Double, Direction::Close),
        '"' | '\u{ff02}' => (Family::Double, straight(before, after, true)?),
        '`' => (Family::Double, Direction::Open),
        ',' => (Family::Double, Direction::Open),
        '‘' if doubled => (Family::Double, Direction::Open),
        '’' if doubled => (Family::Double, Direction::Close),
        '\'' if doubled => (Family::Double, straight(before, after, true)?),
        '«' => (Family::Guillemet, Direction::Open),
        '»' => (Family::Guillemet, Direction::Close),
        '‹' => (Family::SingleGuillemet, Direction::Open),
        '›' => (Family::SingleGuillemet, Direction::Close),
        '‘' | '‚' if after.is_some_and(|c| !c.is_whitespace()) && !elided(from_here) => {
            (Family::Single, Direction::Open)
        }
        '’' if !after.is_some_and(char::is_alphanumeric) => (Family::Single, Direction::Close),
        '\'' => {
            let direction = straight(before, after, false)?;
            if direction == Direction::Open && elided(from_here) {
                return None;
            }
            (Family::Single, direction)
        }
        _ => return None,
    };
    Some(answer)
}

/// What a straight mark can be, by what stands beside it.
fn straight(before: Option<char>, after: Option<char>, double: bool) -> Option<Direction> {
    let space_before = before.is_none_or(|c| c.is_whitespace() || opens(c));
    let space_after = after.is_none_or(|c| c.is_whitespace() || ends(c));
    match (space_before, space_after) {
        (true, false) => Some(Direction::Open),
        (false, true) => Some(Direction::Close),
        // Between spaces (text whose tokens were set apart) or between letters.
        (true, true) if double => Some(Direction::Either),
        (false, false) if double => Some(Direction::Either),
        _ => None,
    }
}

/// Characters after which a quotation can open.
fn opens(c: char) -> bool {
    matches!(
        c,
        '(' | '[' | '{' | '—' | '–' | '-' | '“' | '‘' | '«' | '"' | '\'' | '/' | '=' | '>'
    )
}

/// Characters before which a quotation can close.
fn ends(c: char) -> bool {
    matches!(
        c,
        ')' | ']'
            | '}'
            | ','
            | '.'
            | ';'
            | ':'
            | '!'
            | '?'
            | '…'
            | '—'
            | '–'
            | '-'
            | '”'
            | '’'
            | '»'
            | '"'
            | '\''
            | '/'
            | '<'
    )
}

/// Whether the mark stands for letters left out at the start of a word.
fn elided(from_mark: &str) -> bool {
    const WORDS: [&str; 12] = [
        "em", "til", "till", "cause", "tis", "twas", "bout", "round", "neath", "n", "ere", "kay",
    ];
    let rest = from_mark.trim_start_matches(['\'', '‘', '’']);
    let word_end = rest
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(rest.len());
    let word = &rest[..word_end];
    if word.len() > 5 {
        return false;
    }
    // Decades and years: ’90s, ’16.
    let digits = word.trim_end_matches('s');
    let is_year = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
    is_year
        || WORDS
            .iter()
            .any(|elision| word.eq_ignore_ascii_case(elision))
}

#[cfg(test)]
mod tests;

//! Labels that are offices: "THE CHAIR", "THE CLERK".

use super::name::{Name, bare};
use crate::text::{Label, Span};
use std::collections::HashMap;

/// Who holds the offices that labels name: "the clerk".
pub(super) struct Offices(HashMap<String, Span>);

impl Offices {
    /// `own` are the names in the article's own words.
    pub fn new(text: &str, labels: &[Label], own: &[&Name]) -> Self {
        let mut holders = HashMap::new();
        for name in own.iter().filter(|name| name.is_person) {
            let nouns = [noun_before(text, name.span), noun_behind(text, name.span)];
            for noun in nouns.into_iter().flatten() {
                let office = format!("the {}", noun.to_lowercase());
                holders.entry(office).or_insert(name.span);
            }
        }
        for label in labels {
            if let Some(name) = in_brackets(text, label) {
                holders.insert(bare(label.name.of(text)), name);
            }
        }
        Self(holders)
    }

    /// The name of whoever holds an office, in lower case.
    pub fn holder(&self, office: &str) -> Option<Span> {
        self.0.get(office).copied()
    }
}

/// "THE CHAIR (Mrs. Oakley)": the name that a label gives itself.
fn in_brackets(text: &str, label: &Label) -> Option<Span> {
    let rest = Span::new(label.name.end, label.span.end);
    let office = label.name.of(text).to_lowercase().starts_with("the ");
    let (open, close) = (rest.of(text).find('(')?, rest.of(text).find(')')?);
    let name = Span::new(rest.start + open + 1, rest.start + close.max(open + 1));
    (office && name.of(text).starts_with(char::is_uppercase)).then_some(name)
}

/// "Its [clerk], Noel Tansy".
fn noun_before(text: &str, name: Span) -> Option<&str> {
    let before = text[..name.start].strip_suffix(", ")?;
    let noun = before.rsplit(|c: char| !c.is_alphanumeric()).next()?;
    noun.starts_with(char::is_lowercase).then_some(noun)
}

/// "Noel Tansy, the [clerk]".
fn noun_behind(text: &str, name: Span) -> Option<&str> {
    let behind = text[name.end..].strip_prefix(", the ")?;
    let noun = behind.split(|c: char| !c.is_alphanumeric()).next()?;
    noun.starts_with(char::is_lowercase).then_some(noun)
}

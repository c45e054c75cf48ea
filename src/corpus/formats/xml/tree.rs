//! A document as a tree of elements, without their prefixes. Nothing outside the file is looked
//! at, and no entity that it declares is expanded.

use html_escape::decode_html_entities;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// As deep as elements may stand in one another, and as many as there may be.
const MAX_DEPTH: usize = 200;
const MAX_ELEMENTS: usize = 4_000_000;

/// The name of what the file ends within.
const CUT_OFF: &str = "(cut off)";

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Its local name.
    pub name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Node>,
}

#[derive(Debug)]
enum Node {
    Element(Element),
    Text(String),
}

/// The tree of a document, whose root holds its outermost element; and why it is not complete, if
/// it is not: what stands before the fault is there.
pub(super) fn parse(document: &str) -> (Element, Option<String>) {
    let mut reader = Reader::from_str(document);
    reader.config_mut().allow_dangling_amp = true;
    reader.config_mut().check_end_names = false;
    let mut open = vec![Element::default()];
    let mut elements = 0;
    let fault = loop {
        let place = reader.buffer_position();
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                elements += 1;
                open.push(element(&start));
                if open.len() > MAX_DEPTH || elements > MAX_ELEMENTS {
                    break Some("more elements than a document has".to_owned());
                }
            }
            Ok(Event::Empty(start)) => add(&mut open, Node::Element(element(&start))),
            Ok(Event::End(_)) => close(&mut open),
            Ok(Event::Text(text)) => add_text(&mut open, &text),
            Ok(Event::CData(text)) => add_text(&mut open, &text),
            Ok(Event::GeneralRef(reference)) => match reference.resolve_char_ref() {
                Ok(Some(character)) => add_text(&mut open, character.encode_utf8(&mut [0; 4])),
                // Those of HTML; any other stays as it is written.
                _ => add_text(
                    &mut open,
                    &decode_html_entities(&format!("&{};", &*reference)),
                ),
            },
            Ok(Event::Eof) if open.len() > 1 => {
                break Some("the file ends within an element (is it cut off?)".to_owned());
            }
            Ok(Event::Eof) => break None,
            Ok(_) => {}
            Err(error) => break Some(format!("not readable as XML at byte {place}: {error}")),
        }
    };
    // What is not closed is left out as far as it may be an article; those in it count.
    while open.len() > 1
        && let Some(mut cut) = open.pop()
    {
        cut.children
            .retain(|child| matches!(child, Node::Element(_)));
        cut.name = CUT_OFF.into();
        add(&mut open, Node::Element(cut));
    }
    (open.pop().unwrap_or_default(), fault)
}

fn element(start: &BytesStart) -> Element {
    let mut attributes = start.attributes();
    let attributes = attributes.with_checks(false).flatten();
    Element {
        name: start.local_name().as_ref().to_owned(),
        attributes: attributes
            .map(|attribute| {
                let name = attribute.key.local_name().as_ref().to_owned();
                (name, decode_html_entities(&*attribute.value).into_owned())
            })
            .collect(),
        children: Vec::new(),
    }
}

fn add(open: &mut [Element], node: Node) {
    if let Some(last) = open.last_mut() {
        last.children.push(node);
    }
}

fn add_text(open: &mut [Element], text: &str) {
    if let Some(last) = open.last_mut() {
        match last.children.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            _ => last.children.push(Node::Text(text.to_owned())),
        }
    }
}

fn close(open: &mut Vec<Element>) {
    if open.len() > 1
        && let Some(element) = open.pop()
    {
        add(open, Node::Element(element));
    }
}

impl Element {
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements of that name, the outermost ones only.
    pub fn all<'e>(&'e self, name: &str, found: &mut Vec<&'e Element>) {
        for element in self.elements() {
            if element.name == name {
                found.push(element);
            } else {
                element.all(name, found);
            }
        }
    }

    /// The first element of that name, however deep.
    pub fn first(&self, name: &str) -> Option<&Element> {
        self.elements().find_map(|element| {
            if element.name == name {
                Some(element)
            } else {
                element.first(name)
            }
        })
    }

    /// The first child of that name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// The value of an attribute, if it is not empty.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    }

    /// All text in it, as it stands.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.add_text_to(&mut text);
        text
    }

    fn add_text_to(&self, text: &mut String) {
        for child in &self.children {
            match child {
                Node::Element(element) => element.add_text_to(text),
                Node::Text(more) => text.push_str(more),
            }
        }
    }

    /// Its text on one line; nothing if it is empty.
    pub fn line(&self) -> Option<String> {
        let text = self.text();
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(line).filter(|line| !line.is_empty())
    }

    /// Its paragraphs, apart by blank lines: the elements that are called so, else all its text.
    pub fn paragraphs(&self) -> String {
        let mut found = Vec::new();
        self.add_paragraphs(&mut found);
        if found.is_empty() {
            return self.text().trim().to_owned();
        }
        found.join("\n\n")
    }

    fn add_paragraphs(&self, found: &mut Vec<String>) {
        for element in self.elements() {
            match element.name.as_str() {
                "p" | "P" | "ab" | "li" | "h1" | "h2" | "h3" | "h4" | "hl2" => {
                    found.extend(element.line());
                }
                _ => element.add_paragraphs(found),
            }
        }
    }
}

//! The articles of each kind of document: which elements they are, and what of them is what.

use super::tree::Element;
use crate::corpus::{Article, Metadata};

/// A kind of document that holds articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::corpus) enum Kind {
    Rss,
    Atom,
    Nitf,
    NewsMl,
    Tei,
}

impl Kind {
    /// By the name of a document's outermost element, without its prefix.
    pub fn of_root(name: &str) -> Option<Self> {
        Some(match name {
            "rss" | "RDF" => Self::Rss,
            "feed" => Self::Atom,
            "nitf" => Self::Nitf,
            "newsItem" | "newsMessage" | "NewsML" => Self::NewsMl,
            "TEI" | "TEI.2" | "teiCorpus" => Self::Tei,
            _ => return None,
        })
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Rss => "rss",
            Self::Atom => "atom",
            Self::Nitf => "nitf",
            Self::NewsMl => "newsml",
            Self::Tei => "tei",
        }
    }

    /// Whether texts may be HTML.
    pub fn has_html(self) -> bool {
        matches!(self, Self::Rss | Self::Atom)
    }

    /// The articles of a document, those without an id of their own without one; of each the
    /// elements of the names `keep` are kept.
    pub(super) fn articles(self, document: &Element, keep: &[String]) -> Vec<Article> {
        let items: &[&str] = match self {
            Self::Rss => &["item"],
            Self::Atom => &["entry"],
            Self::Nitf => &["nitf"],
            Self::NewsMl => &["newsItem", "NewsItem"],
            Self::Tei => &["TEI", "TEI.2"],
        };
        let mut found = Vec::new();
        items.iter().for_each(|name| document.all(name, &mut found));
        let of = |item: &&Element| {
            let article = match self {
                Self::Rss => rss(document, item),
                Self::Atom => atom(document, item),
                Self::Nitf => nitf(item),
                Self::NewsMl => news_ml(item),
                Self::Tei => tei(item),
            };
            let kept = keep.iter().map(|name| (name.clone(), kept(item, name)));
            Article {
                kept: kept.collect(),
                ..article
            }
        };
        found.iter().map(of).collect()
    }
}

/// What the elements of a name say, each on a line or, if it is empty, by its attributes `term`,
/// `value` or `content`.
fn kept(item: &Element, name: &str) -> Option<String> {
    let mut found = Vec::new();
    item.all(name, &mut found);
    let values = found.iter().filter_map(|element| {
        let attributes = ["term", "value", "content"].iter();
        let attribute = || attributes.filter_map(|name| element.attribute(name)).next();
        element.line().or_else(attribute)
    });
    let values: Vec<String> = values.collect();
    Some(values.join(", ")).filter(|values| !values.is_empty())
}

/// The line of the first of these elements that has one.
fn line(element: &Element, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| element.first(name)?.line())
}

fn rss(document: &Element, item: &Element) -> Article {
    let own = |name: &str| item.child(name).and_then(Element::line);
    let channel = document.first("channel");
    let text = ["encoded", "description", "summary"]
        .iter()
        .find_map(|name| {
            item.child(name)
                .filter(|text| !text.text().trim().is_empty())
        });
    Article {
        id: own("guid").or_else(|| own("link")).unwrap_or_default(),
        title: own("title"),
        text: text
            .map(|text| text.text().trim().to_owned())
            .unwrap_or_default(),
        metadata: Metadata {
            date: own("pubDate").or_else(|| own("date")),
            url: own("link"),
            outlet: channel.and_then(|channel| channel.child("title")?.line()),
            author: own("creator").or_else(|| own("author")),
        },
        ..Article::default()
    }
}

fn atom(document: &Element, entry: &Element) -> Article {
    let own = |name: &str| entry.child(name).and_then(Element::line);
    let link = entry.elements().find(|link| {
        link.name == "link" && link.attribute("rel").is_none_or(|rel| rel == "alternate")
    });
    let text = entry.child("content").or_else(|| entry.child("summary"));
    let text = text.map(|text| match text.attribute("type").as_deref() {
        Some("xhtml") => text.paragraphs(),
        _ => text.text().trim().to_owned(),
    });
    let feed = document.first("feed");
    Article {
        id: own("id").unwrap_or_default(),
        title: own("title"),
        text: text.unwrap_or_default(),
        metadata: Metadata {
            date: own("published").or_else(|| own("updated")),
            url: link.and_then(|link| link.attribute("href")),
            outlet: feed.and_then(|feed| feed.child("title")?.line()),
            author: entry
                .child("author")
                .and_then(|author| line(author, &["name"])),
        },
        ..Article::default()
    }
}

fn nitf(item: &Element) -> Article {
    let attribute = |name, of: &str| item.first(name).and_then(|e: &Element| e.attribute(of));
    let text = item.first("body.content").or_else(|| item.first("body"));
    // Archives give the lead once more, in a block of its own before the whole text.
    let text = text.map(|text| {
        let mut blocks = Vec::new();
        text.all("block", &mut blocks);
        let is_whole = |block: &&&Element| block.attribute("class").as_deref() == Some("full_text");
        blocks.iter().find(is_whole).copied().unwrap_or(text)
    });
    Article {
        id: attribute("doc-id", "id-string").unwrap_or_default(),
        title: line(item, &["hl1", "title"]),
        text: text.map(Element::paragraphs).unwrap_or_default(),
        metadata: Metadata {
            date: attribute("date.issue", "norm")
                .or_else(|| attribute("pubdata", "date.publication")),
            url: attribute("pubdata", "ex-ref"),
            outlet: attribute("pubdata", "name"),
            author: line(item, &["byline"]),
        },
        ..Article::default()
    }
}

fn news_ml(item: &Element) -> Article {
    let body = ["inlineXML", "inlineData", "DataContent", "contentSet"]
        .iter()
        .find_map(|name| item.first(name));
    let body = body.map(|body| {
        let inner = ["body.content", "body"]
            .iter()
            .find_map(|name| body.first(name));
        inner.unwrap_or(body).paragraphs()
    });
    let provider = item.first("infoSource").or_else(|| item.first("provider"));
    Article {
        id: item.attribute("guid").unwrap_or_default(),
        title: line(item, &["headline", "HeadLine", "hl1"]),
        text: body.unwrap_or_default(),
        metadata: Metadata {
            date: line(item, &["contentCreated", "versionCreated", "FirstCreated"]),
            url: None,
            outlet: provider.and_then(|provider| {
                line(provider, &["name"]).or_else(|| provider.attribute("literal"))
            }),
            author: line(item, &["by", "ByLine", "byline"]),
        },
        ..Article::default()
    }
}

fn tei(item: &Element) -> Article {
    let header = item.first("teiHeader");
    let of_header = |name: &str| header.and_then(|header| line(header, &[name]));
    let date = header.and_then(|header| header.first("date"));
    let text = item
        .child("text")
        .map(|text| text.first("body").unwrap_or(text));
    Article {
        id: item
            .attribute("id")
            .or_else(|| of_header("idno"))
            .unwrap_or_default(),
        title: of_header("title"),
        text: text.map(Element::paragraphs).unwrap_or_default(),
        metadata: Metadata {
            date: date.and_then(|date| date.attribute("when").or_else(|| date.line())),
            url: None,
            outlet: of_header("publisher"),
            author: of_header("author"),
        },
        ..Article::default()
    }
}

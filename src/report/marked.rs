//! One article with its claims marked, without a script: what a notebook shows of it.
//!
//! Marks and colours are those of the report's page. The style is nested in the class of the one
//! element that holds everything, so that it touches nothing else of a page that it is put into.

use super::page::hash;
use crate::claims::{Claim, Passage, confidence_text};
use crate::corpus::Article;
use crate::named::Named;
use crate::text::Span;
use std::fmt::Write as _;

const COLORS: &str = include_str!("assets/css/colors.css");
const STYLES: [&str; 2] = [
    include_str!("assets/css/marked.css"),
    include_str!("assets/css/alone.css"),
];

/// Longest first paragraph that is shown as a headline, in bytes.
const HEADLINE: usize = 160;

/// An article and the claims to mark in it.
///
/// ```
/// use sayso::report::MarkedArticle;
/// use sayso::{Article, Pipeline};
///
/// let text = "“It will rain,” said Ann Lee.".to_owned();
/// let analysis = Pipeline::default_model()?.analyze(Article { text, ..Article::default() })?;
/// let page = MarkedArticle::new(&analysis.article, &analysis.claims).page();
/// assert!(page.contains("Ann Lee"));
/// # Ok::<(), sayso::Error>(())
/// ```
pub struct MarkedArticle<'a> {
    article: &'a Article,
    claims: Vec<&'a Claim>,
}

/// What a piece is to its claim, the most telling last: where several cover the same words, they
/// are underlined as the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Content,
    Cue,
    Source,
}

impl Role {
    const ALL: [Self; 3] = [Self::Content, Self::Cue, Self::Source];

    fn class(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Cue => "cue",
            Self::Source => "source",
        }
    }
}

/// A piece of a claim.
struct Piece<'a> {
    span: Span,
    role: Role,
    claim: &'a Claim,
    /// Whether the claim's content begins with it.
    begins: bool,
}

impl<'a> MarkedArticle<'a> {
    /// The claims are those of this article.
    pub fn new(article: &'a Article, claims: impl IntoIterator<Item = &'a Claim>) -> Self {
        let claims = claims.into_iter().collect();
        Self { article, claims }
    }

    /// One HTML file that needs no other, and may fetch nothing.
    pub fn page(&self) -> String {
        let style = style();
        let name = escaped(self.article.title.as_deref().unwrap_or(&self.article.id));
        let body = self.body();
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src \
             {}; base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <title>Who claimed what: {name}</title>\n<style>{style}</style>\n</head>\n<body>\n\
             {body}\n</body>\n</html>\n",
            hash(&style),
        )
    }

    /// The same as a part of another page.
    pub fn fragment(&self) -> String {
        format!("<style>{}</style>{}", style(), self.body())
    }

    fn body(&self) -> String {
        let article = self.article;
        let metadata = &article.metadata;
        let meta = [
            metadata.outlet.as_deref(),
            metadata.date.as_deref(),
            Some(&*article.id).filter(|id| !id.is_empty()),
        ];
        let meta: Vec<String> = meta.into_iter().flatten().map(escaped).collect();
        let mut out =
            String::from("<article class=\"sayso\" aria-label=\"Article with its claims\">");
        if !meta.is_empty() {
            let _ = write!(
                out,
                "<p class=\"meta\" dir=\"auto\">{}</p>",
                meta.join(" · ")
            );
        }
        if let Some(title) = &article.title {
            let title = escaped(title);
            let _ = write!(out, "<p class=\"headline\" dir=\"auto\">{title}</p>");
        }
        self.write_text(&mut out);
        self.write_claims(&mut out);
        out += "</article>";
        out
    }

    fn write_text(&self, out: &mut String) {
        let text = &self.article.text;
        let pieces = pieces(&self.claims);
        let paragraphs = paragraphs(text);
        let (mut begun, mut open) = (0, Vec::new());
        *out += "<div class=\"marked\" dir=\"auto\">";
        for (number, paragraph) in paragraphs.iter().enumerate() {
            let is_headline = number == 0
                && self.article.title.is_none()
                && paragraphs.len() > 1
                && paragraph.len() < HEADLINE;
            *out += if is_headline {
                "<p class=\"headline\">"
            } else {
                "<p>"
            };
            let mut cuts = vec![paragraph.start, paragraph.end];
            let ends = pieces.iter().flat_map(|p| [p.span.start, p.span.end]);
            cuts.extend(ends.filter(|&at| paragraph.start < at && at < paragraph.end));
            cuts.sort_unstable();
            cuts.dedup();
            for ends in cuts.windows(2) {
                let stretch = Span::new(ends[0], ends[1]);
                while let Some(piece) = pieces.get(begun).filter(|p| p.span.start <= stretch.start)
                {
                    open.push(piece);
                    begun += 1;
                }
                open.retain(|piece: &&Piece| piece.span.end > stretch.start);
                write_stretch(out, text, stretch, &open);
            }
            *out += "</p>";
        }
        *out += "</div>";
    }

    fn write_claims(&self, out: &mut String) {
        if self.claims.is_empty() {
            *out += "<p class=\"none\">No claim was found in this article.</p>";
            return;
        }
        *out += "<p class=\"marks\"><span class=\"stretch content is-content depth-1\">what is \
                 claimed</span> <span class=\"stretch source is-source\">who claims it</span> <span \
                 class=\"stretch cue is-cue\">the words that attribute it</span></p>\
                 <ol class=\"found\">";
        for claim in &self.claims {
            let class = claim.within.map_or("", |_| " class=\"inner\"");
            let speaker = match &claim.speaker {
                Some(speaker) => format!("<b><bdi>{}</bdi></b>", escaped(&speaker.name)),
                None => "<i>Nobody found</i>".into(),
            };
            let description = claim.speaker.as_ref().and_then(|s| s.description.as_ref());
            let description = description.map(|d| format!(", <bdi>{}</bdi>", escaped(&d.text)));
            let _ = write!(
                out,
                "<li{class}><span class=\"marker\">{}</span> {speaker}{} <small>{}</small></li>",
                claim.id,
                description.unwrap_or_default(),
                facts(claim),
            );
        }
        *out += "</ol>";
    }
}

/// Kind, act, how the speaker was found, and how sure all of it is.
fn facts(claim: &Claim) -> String {
    let confidence = confidence_text(claim.confidence);
    let [kind, act] = [claim.kind.name(), claim.act.name()];
    let found_by = claim.found_by.name();
    format!("{kind} · {act} · speaker by {found_by} · confidence {confidence}")
}

/// The words between two cuts, and before them the numbers of the claims that begin there.
fn write_stretch(out: &mut String, text: &str, stretch: Span, covering: &[&Piece]) {
    let begin = covering
        .iter()
        .filter(|p| p.begins && p.span.start == stretch.start);
    let mut begin: Vec<_> = begin.collect();
    begin.sort_by_key(|p| (std::cmp::Reverse(p.span.end), p.claim.id));
    for piece in begin {
        let (id, name) = (piece.claim.id, name(piece.claim));
        let _ = write!(
            out,
            "<span class=\"marker\" role=\"note\" aria-label=\"Claim {id}, {name}\">{id}</span>"
        );
    }
    let words = escaped(stretch.of(text));
    let has = |role: &Role| covering.iter().any(|piece| piece.role == *role);
    let roles: Vec<&str> = Role::ALL
        .iter()
        .filter(|r| has(r))
        .map(|r| r.class())
        .collect();
    let Some(last) = roles.last() else {
        *out += &words;
        return;
    };
    let contents = covering.iter().filter(|p| p.role == Role::Content);
    let depth = match contents.clone().count().min(3) {
        0 => String::new(),
        depth => format!(" depth-{depth}"),
    };
    let said = contents.map(|p| {
        format!(
            "Claim {}: {}, {}",
            p.claim.id,
            name(p.claim),
            facts(p.claim)
        )
    });
    let said: Vec<String> = said.collect();
    let title = match said.len() {
        0 => String::new(),
        _ => format!(" title=\"{}\"", said.join("&#10;")),
    };
    let roles = roles.join(" ");
    let _ = write!(
        out,
        "<span class=\"stretch {roles} is-{last}{depth}\"{title}>{words}</span>"
    );
}

/// Who claims it, escaped.
fn name(claim: &Claim) -> String {
    let speaker = claim.speaker.as_ref();
    escaped(speaker.map_or("nobody found", |s| &s.name))
}

/// All pieces of all claims, by start; those that are empty have no words to mark.
fn pieces<'a>(claims: &[&'a Claim]) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    for &claim in claims {
        let mut add = |role, passages: &[Passage]| {
            for (number, passage) in passages.iter().enumerate() {
                pieces.push(Piece {
                    span: passage.span,
                    role,
                    claim,
                    begins: role == Role::Content && number == 0,
                });
            }
        };
        add(Role::Content, &claim.content);
        add(Role::Cue, &claim.cue);
        add(Role::Source, &claim.source);
    }
    pieces.retain(|piece| !piece.span.is_empty());
    pieces.sort_by_key(|piece| (piece.span.start, std::cmp::Reverse(piece.span.end)));
    pieces
}

/// The stretches between blank lines.
fn paragraphs(text: &str) -> Vec<Span> {
    let (mut paragraphs, mut start, mut at): (Vec<Span>, _, _) = (Vec::new(), None, 0);
    for line in text.split_inclusive('\n') {
        let is_blank = line.trim().is_empty();
        match (is_blank, start) {
            (true, Some(begun)) => {
                paragraphs.push(Span::new(begun, at));
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
        at += line.len();
    }
    paragraphs.extend(start.map(|begun| Span::new(begun, at)));
    // What stands in claims is shown, and a line end before a gap is not.
    paragraphs
        .iter()
        .map(|paragraph| paragraph.trim(text))
        .collect()
}

fn style() -> String {
    // The colours are those of the element, not of the page around it.
    let colors = COLORS.replace(":root", "&");
    format!(".sayso {{\n{colors}\n{}}}\n", STYLES.join("\n"))
}

/// Text that is nothing but text, in an element or in an attribute.
fn escaped(text: &str) -> String {
    html_escape::encode_quoted_attribute(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Pipeline, stand_in::QuotationTagger};
    use proptest::prelude::*;

    fn shown(text: &str, title: Option<&str>) -> String {
        let article = Article {
            id: "<a>".into(),
            title: title.map(str::to_owned),
            text: text.into(),
            ..Article::default()
        };
        let analysis = stand_in().analyze(article).unwrap();
        MarkedArticle::new(&analysis.article, &analysis.claims).page()
    }

    fn stand_in() -> Pipeline {
        Pipeline::new(QuotationTagger)
    }

    /// The text of a page's marked part, without numbers and tags.
    fn words_of(page: &str) -> String {
        let (_, rest) = page
            .split_once("<div class=\"marked\" dir=\"auto\">")
            .unwrap();
        let (marked, _) = rest.split_once("</div>").unwrap();
        let marked = marked.replace("<span class=\"marker\"", "\u{0}<span class=\"marker\"");
        let mut words = String::new();
        for (number, part) in marked.split('\u{0}').enumerate() {
            let part = match number {
                0 => part,
                _ => part.split_once("</span>").unwrap().1,
            };
            for tagged in part.split('<') {
                words += tagged.split_once('>').map_or(tagged, |(_, words)| words);
            }
        }
        html_escape::decode_html_entities(&words).into_owned()
    }

    #[test]
    fn claims_are_marked_and_nothing_in_the_text_is_markup() {
        let page = shown("Rain\n\n“It <b>will</b> rain,” Ann said.", None);
        assert!(page.contains("<p class=\"headline\">Rain</p>"), "{page}");
        assert!(page.contains("aria-label=\"Claim 1, Ann\""));
        assert!(page.contains("&lt;b&gt;will&lt;/b&gt; rain,”</span>"));
        assert!(page.contains("&lt;a&gt;</p>"));
        assert!(!page.contains("<b>will"));
        assert!(shown("“x” Ann said", Some("<i>")).contains("&lt;i&gt;</p>"));
        assert!(shown("", None).contains("No claim"));
    }

    #[test]
    fn the_style_touches_only_what_is_shown() {
        let style = style();
        assert!(style.starts_with(".sayso {") && !style.contains(":root"));
        assert_eq!(style.matches('{').count(), style.matches('}').count());
        assert!(!style.contains('<'));
    }

    proptest! {
        #[test]
        fn all_words_are_there(text in "(“[a-z<&\" ]{0,9}” [A-Z]nn said\\.|[a-z é\u{1f600}]{0,9}|\n{1,3}){0,9}") {
            let squeezed = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(squeezed(&words_of(&shown(&text, None))), squeezed(&text));
        }
    }
}

//! Messages (`.eml`), and web pages that a browser saved as one (`.mhtml`).

use encoding_rs::UTF_8;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{
    Encoding, HeaderForm, HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};

use super::html;
use crate::contained::contained;
use crate::corpus::encoding::Decoder;
use crate::corpus::reader::too_long;
use crate::corpus::tally::ReadAs;
use crate::corpus::{Article, CorpusOptions, Metadata};

/// The longest message that is read, in bytes: pictures are part of it.
pub(super) const MAX_BYTES: usize = 64 << 20;

/// The article in a message, without an id.
///
/// # Errors
/// The reason in words, if it is no message, or one without text.
pub(super) fn parse(
    bytes: &[u8],
    options: &CorpusOptions,
    read_as: &mut ReadAs,
) -> Result<Article, String> {
    let message = contained(|| MessageParser::default().parse(bytes));
    let message = message.map_err(|_| "the message is damaged")?;
    let is_message = |message: &Message| message.headers().iter().any(|h| is_known(&h.name));
    let message = message.filter(is_message).ok_or("no message begins here")?;
    let address = saved_from(&message);
    let mut article = if let Some(address) = address {
        read_as.add("saved page");
        page(&message, address, options)?
    } else {
        text(&message, options)?
    };
    if article.text.len() > options.max_article_bytes {
        return Err(too_long(options.max_article_bytes));
    }
    let keep = options.fields.keep.iter();
    let kept = keep.map(|name| (name.clone(), header(&message, name)));
    article.kept = kept.collect();
    Ok(article)
}

/// Whether a header is one that messages have.
fn is_known(name: &HeaderName) -> bool {
    use HeaderName::{ContentType, Date, From, MessageId, MimeVersion, Received, Subject};
    matches!(
        name,
        From | Subject | Date | MessageId | MimeVersion | Received | ContentType
    )
}

/// The address of a page that was saved as a message; nothing if it is one that was sent.
fn saved_from(message: &Message) -> Option<Option<String>> {
    let address = header(message, "Snapshot-Content-Location");
    if address.is_some() {
        return Some(address);
    }
    let of_page = message.html_bodies().next();
    let address = of_page.and_then(|part| part.content_location());
    let was_sent = message.from().is_some_and(|from| {
        let mut addresses = from.iter();
        addresses.any(|one| one.address().is_some_and(|address| address.contains('@')))
    });
    (address.is_some() && !was_sent).then(|| address.map(str::to_owned))
}

/// The page in a message: its first part that is HTML. What the browser says, such as when it was
/// saved, is nothing of the article's.
fn page(
    message: &Message,
    address: Option<String>,
    options: &CorpusOptions,
) -> Result<Article, String> {
    let mut parts = message.parts.iter();
    let part = parts.find(|part| matches!(part.body, PartType::Html(_)));
    let part = part.ok_or("no page in this message")?;
    let (bytes, encoding) = match &part.body {
        PartType::Html(text) if charset(part).is_some() => (text.as_bytes().to_vec(), Some(UTF_8)),
        _ => (raw(message, part), options.encoding),
    };
    if bytes.len() > options.max_article_bytes {
        return Err(too_long(options.max_article_bytes));
    }
    let mut article = html::parse_as(bytes, encoding)?;
    let subject = message.subject().map(str::to_owned);
    article.title = article.title.or(subject);
    article.metadata.url = address.or(article.metadata.url);
    Ok(article)
}

/// What a message says: its plain text, or its HTML where the plain text is but a stub.
fn text(message: &Message, options: &CorpusOptions) -> Result<Article, String> {
    let is_plain = |part: &&MessagePart| matches!(part.body, PartType::Text(_));
    let plain = message.text_bodies().filter(is_plain);
    let plain = plain.map(|part| plain_text(message, part, options));
    let plain = joined(plain.collect::<Result<_, _>>()?);
    let is_html = |part: &&MessagePart| matches!(part.body, PartType::Html(_));
    let pages = message.html_bodies().filter(is_html);
    let text_of = |part| html::fragment(&source(message, part, options)?).map(|page| page.text);
    let pages = joined(pages.map(text_of).collect::<Result<_, _>>()?);
    let text = if plain.len() * 4 < pages.len() {
        pages
    } else {
        plain
    };
    if text.is_empty() {
        return Err("no text in this message".into());
    }
    let from = message.from().and_then(|from| from.first());
    let is_web = |url: &String| url.starts_with("https://") || url.starts_with("http://");
    let address = header(message, "Archived-At");
    let address = address.map(|url| url.trim_matches(['<', '>']).to_owned());
    Ok(Article {
        title: message.subject().map(str::to_owned),
        text,
        metadata: Metadata {
            date: message.date().map(|date| date.to_rfc3339()),
            url: address.filter(is_web),
            outlet: None,
            author: from.and_then(|from| from.name()).map(str::to_owned),
        },
        ..Article::default()
    })
}

fn joined(parts: Vec<String>) -> String {
    let parts = parts.iter().map(|part| part.trim());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

/// The text of a part, lines that were broken for sending made whole again (`format=flowed`).
fn plain_text(
    message: &Message,
    part: &MessagePart,
    options: &CorpusOptions,
) -> Result<String, String> {
    let text = source(message, part, options)?.replace("\r\n", "\n");
    let content_type = part.content_type();
    let attribute = |name| content_type.and_then(|of| of.attribute(name));
    let is = |name, value: &str| attribute(name).is_some_and(|v| v.eq_ignore_ascii_case(value));
    if !is("format", "flowed") {
        return Ok(text);
    }
    let mut whole = String::with_capacity(text.len());
    for line in text.lines() {
        // Lines that begin with a space have one more, and "-- " ends the text.
        let line = line.strip_prefix(' ').unwrap_or(line);
        match line.strip_suffix(' ').filter(|_| line != "-- ") {
            Some(start) if is("delsp", "yes") => whole.push_str(start),
            Some(_) => whole.push_str(line),
            None => {
                whole.push_str(line);
                whole.push('\n');
            }
        }
    }
    Ok(whole)
}

/// The text of a part as it is written.
fn source(
    message: &Message,
    part: &MessagePart,
    options: &CorpusOptions,
) -> Result<String, String> {
    match &part.body {
        PartType::Text(text) | PartType::Html(text) if charset(part).is_some() => {
            Ok(text.to_string())
        }
        _ => {
            let bytes = raw(message, part);
            let mut decoder = Decoder::new(options.encoding);
            Ok(decoder.decode(&bytes)?.into_owned())
        }
    }
}

/// The encoding that a part says it is in; ASCII says nothing of what is none.
fn charset<'m>(part: &'m MessagePart) -> Option<&'m str> {
    let charset = part.content_type()?.attribute("charset")?;
    Some(charset).filter(|charset| !charset.eq_ignore_ascii_case("us-ascii"))
}

/// A part's bytes as they were before they were encoded for sending.
fn raw(message: &Message, part: &MessagePart) -> Vec<u8> {
    let range = part.offset_body as usize..part.offset_end as usize;
    let bytes = message.raw_message.get(range).unwrap_or_default();
    let decoded = match part.encoding {
        Encoding::Base64 => base64_decode(bytes),
        Encoding::QuotedPrintable => quoted_printable_decode(bytes),
        Encoding::None => None,
    };
    decoded.unwrap_or_else(|| bytes.to_vec())
}

/// A header in words.
fn header(message: &Message, name: &str) -> Option<String> {
    let name = HeaderName::parse(name)?;
    let values = message.header_as(name, HeaderForm::Text);
    let words: Vec<&str> = values.iter().filter_map(|value| value.as_text()).collect();
    Some(words.join(", ")).filter(|words| !words.is_empty())
}

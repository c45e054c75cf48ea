//! The names under which the tools of this field keep the parts of an article.
//!
//! `docs/INPUT.md` has the same lists, and a table of what each tool calls what; tests compare them.

use super::Fields;

/// Names of each part, in order of preference.
pub(super) const NAMES: [(&str, &[&str]); 7] = [
    (
        "text",
        &[
            "text",
            "body",
            "content",
            "article",
            "maintext",
            "articleBody",
            "fields.bodyText",
            "bodyText",
            "fields.body",
            "content.rendered",
            "article_text",
            "story_text",
            "full_text",
            "fulltext",
            "Full text",
            "LP+TD",
            "lead_paragraph",
            "abstract",
        ],
    ),
    (
        "id",
        &[
            "id",
            "article_id",
            "articleID",
            "_id",
            "doc_id",
            "uid",
            "uuid",
            "guid",
            "stories_id",
            "uri",
            "ProQuest document ID",
            "StoreId",
            "AN",
        ],
    ),
    (
        "title",
        &[
            "title",
            "headline",
            "headline.main",
            "webTitle",
            "title.rendered",
            "HD",
        ],
    ),
    (
        "date",
        &[
            "date",
            "published",
            "date_publish",
            "date_published",
            "published_at",
            "publishedAt",
            "publication_date",
            "Publication date",
            "publish_date",
            "pub_date",
            "pubdate",
            "datePublished",
            "webPublicationDate",
            "dateTime",
            "seendate",
            "PD",
        ],
    ),
    (
        "url",
        &[
            "url",
            "link",
            "webUrl",
            "web_url",
            "canonical_url",
            "Document URL",
            "DocumentURL",
            "source",
        ],
    ),
    (
        "outlet",
        &[
            "outlet",
            "source",
            "source.name",
            "source.title",
            "source-hostname",
            "sitename",
            "site_name",
            "meta_site_name",
            "media_name",
            "publisher",
            "publisher.name",
            "fields.publication",
            "publication",
            "Publication title",
            "pubtitle",
            "SN",
            "source_domain",
            "hostname",
            "domain",
        ],
    ),
    (
        "author",
        &[
            "author",
            "authors",
            "byline",
            "author.name",
            "authors.name",
            "byline.original",
            "fields.byline",
            "creator",
            "BY",
        ],
    ),
];

impl Default for Fields {
    fn default() -> Self {
        let names = |part: &str| {
            let found = NAMES.iter().find(|(name, _)| *name == part);
            let names = found.map_or(&[][..], |(_, names)| names);
            names.iter().map(|name| (*name).to_owned()).collect()
        };
        Self {
            text: names("text"),
            id: names("id"),
            title: names("title"),
            date: names("date"),
            url: names("url"),
            outlet: names("outlet"),
            author: names("author"),
            keep: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_of_the_documentation_are_these() {
        let documentation = include_str!("../../docs/INPUT.md");
        for (part, names) in NAMES {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            let row = format!("- {part}: {}\n", names.join(", "));
            assert!(
                documentation.contains(&row),
                "docs/INPUT.md lacks the row\n{row}"
            );
        }
    }
}

//! News in XML and SGML: feeds, agencies' formats, editions, Gigaword.

use crate::common::*;
use std::fs;

const TEXT: &str = "“It is late,” said Ann Lee.";

/// The objects that `attribute` writes for the articles of a file.
#[track_caller]
fn articles(name: &str, content: &str) -> Vec<serde_json::Value> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(path(&folder, name), content).unwrap();
    let args = ["attribute", name, "--format", "jsonl"];
    let output = sayso(args).current_dir(folder.path()).output().unwrap();
    assert_code(&output, 0);
    let lines = stdout(&output).lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_feed_gives_all_its_articles_whatever_it_is_called() {
    let item = |number: usize| {
        format!(
            "<item><title>Late &amp; early</title><link>https://echo.example/{number}</link>\
             <pubDate>Wed, 01 May 2024 10:00:00 GMT</pubDate><description>Short.</description>\
             <content:encoded><![CDATA[<p>&#8220;It is late,&#8221; said Ann Lee.</p>]]>\
             </content:encoded></item>"
        )
    };
    let items: String = (1..=3).map(item).collect();
    let rss = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The Echo</title>{items}\
         </channel></rss>"
    );
    let entry = |number: usize| {
        format!(
            "<entry><title>Late &amp; early</title><link rel=\"alternate\" \
             href=\"https://echo.example/{number}\"/><id>{number}</id>\
             <updated>2024-05-01T10:00:00Z</updated><content type=\"xhtml\">\
             <div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{TEXT}</p></div></content></entry>"
        )
    };
    let entries: String = (1..=3).map(entry).collect();
    let atom = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>The Echo</title>{entries}</feed>"
    );
    for (name, feed) in [
        ("a.rss", &rss),
        ("a.xml", &rss),
        ("a.html", &rss),
        ("a.html", &atom),
        ("a.atom", &atom),
    ] {
        let found = articles(name, feed);
        assert_eq!(found.len(), 3, "{name}");
        for (article, number) in found.iter().zip(1..) {
            assert_eq!(article["claims"][0]["claim"], "“It is late,”", "{name}");
            assert_eq!(article["title"], "Late & early");
            assert_eq!(article["outlet"], "The Echo");
            assert_eq!(article["url"], format!("https://echo.example/{number}"));
            assert!(article["date"].as_str().unwrap().contains("2024"));
        }
    }
}

#[test]
fn the_formats_of_agencies_and_editions_are_read() {
    let nitf = format!(
        "<!DOCTYPE nitf SYSTEM \"nitf.dtd\"><nitf><head><title>Late</title><docdata>\
         <doc-id id-string=\"x7\"/><date.issue norm=\"20240501\"/></docdata>\
         <pubdata name=\"The Echo\"/></head><body><body.head><hedline><hl1>Late</hl1></hedline>\
         <byline>By Bo Ek</byline></body.head><body.content><block><p>{TEXT}</p><p>Nobody\n \
         replied.</p></block></body.content></body></nitf>"
    );
    let news_ml = format!(
        "<newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" guid=\"x7\"><itemMeta>\
         <provider literal=\"The Echo\"/><versionCreated>20240501</versionCreated></itemMeta>\
         <contentMeta><headline>Late</headline></contentMeta><contentSet><inlineXML>\
         <html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>{TEXT}</p><p>Nobody replied.</p>\
         </body></html></inlineXML></contentSet></newsItem>"
    );
    let tei = format!(
        "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\" xml:id=\"x7\"><teiHeader><fileDesc><titleStmt>\
         <title>Late</title></titleStmt><publicationStmt><publisher>The Echo</publisher>\
         <date when=\"20240501\"/></publicationStmt></fileDesc></teiHeader><text><body><div>\
         <p>{TEXT}</p><p>Nobody <hi>replied</hi>.</p></div></body></text></TEI>"
    );
    for document in [nitf, news_ml, tei] {
        let article = articles("a.xml", &document).remove(0);
        assert_eq!(article["article_id"], "x7", "{document}");
        assert_eq!(article["title"], "Late", "{document}");
        assert_eq!(article["outlet"], "The Echo", "{document}");
        assert_eq!(article["date"], "20240501", "{document}");
        let claim = &article["claims"][0];
        assert_eq!(claim["sentence"]["text"], TEXT, "{document}");
        assert_eq!(claim["speaker"]["name"], "Ann Lee", "{document}");
    }
}

#[test]
fn gigaword_gives_an_article_for_each_document() {
    let doc = |number: usize, text: &str| {
        format!(
            "<DOC id=\"ECH_ENG_20240501.000{number}\" type=\"story\" >\n<HEADLINE>\nLate\n\
             </HEADLINE>\n<DATELINE>\nOSLO\n</DATELINE>\n<TEXT>\n{text}\n</TEXT>\n</DOC>\n"
        )
    };
    let paragraphs = "<P>\n“3 < 4, AT&AMP;T\nis late,” said Ann Lee.\n</P>\n<P>\nNobody.\n</P>";
    let file = [doc(1, paragraphs), doc(2, TEXT)].concat();
    for name in ["a.sgml", "a.html", "a.sgm"] {
        let found = articles(name, &file);
        assert_eq!(found.len(), 2, "{name}");
        assert_eq!(found[0]["article_id"], "ECH_ENG_20240501.0001");
        assert_eq!(found[0]["date"], "2024-05-01");
        assert_eq!(found[0]["title"], "Late");
        let sentence = &found[0]["claims"][0]["sentence"]["text"];
        assert_eq!(sentence, "“3 < 4, AT&T is late,” said Ann Lee.");
        assert_eq!(found[1]["claims"][0]["speaker"]["name"], "Ann Lee");
    }
}

/// Archives of newspapers give the first paragraphs twice: as the lead, and in the whole text.
#[test]
fn the_lead_of_an_archive_is_not_read_twice() {
    let nitf = format!(
        "<nitf><body><body.content><block class=\"lead_paragraph\"><p>{TEXT}</p></block>\
         <block class=\"full_text\"><p>{TEXT}</p><p>Nobody replied.</p></block></body.content>\
         </body></nitf>"
    );
    let found = articles("a.xml", &nitf);
    assert_eq!(
        found[0]["claims"].as_array().unwrap().len(),
        1,
        "{}",
        found[0]
    );
}

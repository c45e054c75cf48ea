//! The page: a template with its parts filled in.

use super::Report;
use super::json;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use sha2::{Digest, Sha256};
use std::io::{self, Write};

const TEMPLATE: &str = include_str!("assets/page.html");

const STYLES: [&str; 8] = [
    include_str!("assets/css/colors.css"),
    include_str!("assets/css/base.css"),
    include_str!("assets/css/filters.css"),
    include_str!("assets/css/overview.css"),
    include_str!("assets/css/claims.css"),
    include_str!("assets/css/marked.css"),
    include_str!("assets/css/article.css"),
    include_str!("assets/css/print.css"),
];

/// D3, as `assets/d3` says; a static, so that the program has it once.
pub(crate) static CHARTS: &str = include_str!("assets/d3/d3.min.js");

/// In an order in which each uses only those before it while the page is loaded.
const SCRIPTS: [&str; 15] = [
    include_str!("assets/js/dom.js"),
    include_str!("assets/js/words.js"),
    include_str!("assets/js/pieces.js"),
    include_str!("assets/js/data.js"),
    include_str!("assets/js/address.js"),
    include_str!("assets/js/filters.js"),
    include_str!("assets/js/filter-panel.js"),
    include_str!("assets/js/charts.js"),
    include_str!("assets/js/overview.js"),
    include_str!("assets/js/download.js"),
    include_str!("assets/js/claims.js"),
    include_str!("assets/js/marked-text.js"),
    include_str!("assets/js/article.js"),
    include_str!("assets/js/evaluation.js"),
    include_str!("assets/js/main.js"),
];

impl Report {
    /// Writes the report as one HTML file that needs no other.
    ///
    /// # Errors
    /// What `out` answers.
    pub fn write(&self, mut out: impl Write) -> io::Result<()> {
        let style = STYLES.join("\n");
        let script = SCRIPTS.join("\n");
        let mut template = TEMPLATE.split("{{");
        out.write_all(template.next().unwrap_or_default().as_bytes())?;
        for part in template {
            let (name, rest) = part.split_once("}}").unwrap_or((part, ""));
            match name {
                "policy" => out.write_all(policy(&style, &script).as_bytes())?,
                "style" => out.write_all(style.as_bytes())?,
                "data" => json::write(&mut out, self)?,
                "charts" => out.write_all(CHARTS.as_bytes())?,
                "script" => out.write_all(script.as_bytes())?,
                unknown => unreachable!("the template names {unknown}"),
            }
            out.write_all(rest.as_bytes())?;
        }
        Ok(())
    }
}

/// What the page may do: run these scripts, use this style sheet, and nothing else. No address
/// is open to it, and the browser refuses to make markup of text (Trusted Types).
fn policy(style: &str, script: &str) -> String {
    format!(
        "default-src 'none'; script-src {} {}; style-src {}; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
        hash(CHARTS),
        hash(script),
        hash(style),
    )
}

/// An element's content as a Content-Security-Policy names it.
pub(crate) fn hash(content: &str) -> String {
    let digest = BASE64_STANDARD.encode(Sha256::digest(content));
    format!("'sha256-{digest}'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_hash() {
        // The example of the Content Security Policy specification.
        assert_eq!(
            hash("doSomething();"),
            "'sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc='"
        );
    }

    #[test]
    fn no_part_ends_its_element() {
        let parts = STYLES.iter().chain(&SCRIPTS).chain([&CHARTS]);
        for part in parts {
            let part = part.to_ascii_lowercase();
            assert!(!part.contains("</s") && !part.contains("<!--") && !part.contains('\r'));
        }
    }

    #[test]
    fn all_of_the_template_is_filled() {
        let mut out = Vec::new();
        Report::default().write(&mut out).unwrap();
        let page = String::from_utf8(out).unwrap();
        assert!(!page.contains("{{"));
        assert!(page.ends_with("</html>\n"));
    }
}

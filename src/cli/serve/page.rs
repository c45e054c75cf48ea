//! The page at `/`: one file, that asks this server and nobody else.
//!
//! Marks, their scripts and the columns of the table are those of the report.

use crate::report::page::{CHARTS, hash};
use axum::body::Body;
use axum::http::Response;
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY};
use std::sync::LazyLock;

const TEMPLATE: &str = include_str!("page/page.html");

const STYLES: [&str; 6] = [
    include_str!("../../report/assets/css/colors.css"),
    include_str!("../../report/assets/css/base.css"),
    include_str!("../../report/assets/css/claims.css"),
    include_str!("../../report/assets/css/marked.css"),
    include_str!("../../report/assets/css/article.css"),
    include_str!("page/page.css"),
];

/// In an order in which each uses only those before it while the page is loaded.
const SCRIPTS: [&str; 8] = [
    include_str!("../../report/assets/js/dom.js"),
    include_str!("../../report/assets/js/words.js"),
    include_str!("../../report/assets/js/pieces.js"),
    include_str!("../../report/assets/js/download.js"),
    include_str!("../../report/assets/js/marked-text.js"),
    include_str!("page/answers.js"),
    include_str!("page/shown.js"),
    include_str!("page/main.js"),
];

struct Page {
    html: String,
    policy: HeaderValue,
}

static PAGE: LazyLock<Page> = LazyLock::new(|| {
    let (style, script) = (STYLES.join("\n"), [CHARTS, &SCRIPTS.join("\n")].join("\n"));
    // Own scripts and style alone, no address but this server's, no markup made of text, and shown
    // in nobody's frame.
    let policy = format!(
        "default-src 'none'; script-src {}; style-src {}; connect-src 'self'; img-src data:; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types 'none'",
        hash(&script),
        hash(&style),
    );
    Page {
        html: TEMPLATE
            .replace("{{style}}", &style)
            .replace("{{script}}", &script),
        policy: HeaderValue::from_str(&policy)
            .unwrap_or(HeaderValue::from_static("default-src 'none'")),
    }
});

pub async fn page() -> Response<Body> {
    let mut response = super::media::typed("text/html; charset=utf-8", PAGE.html.as_str().into());
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, PAGE.policy.clone());
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    let isolated = HeaderName::from_static("cross-origin-resource-policy");
    headers.insert(isolated, HeaderValue::from_static("same-origin"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_ends_its_element_and_all_are_there() {
        for part in STYLES.iter().chain(&SCRIPTS) {
            let part = part.to_ascii_lowercase();
            assert!(!part.contains("</s") && !part.contains("<!--") && !part.contains('\r'));
        }
        assert!(PAGE.html.ends_with("</html>\n"));
        assert!(!TEMPLATE.contains("http"));
        assert_ne!(PAGE.policy, "default-src 'none'");
    }
}

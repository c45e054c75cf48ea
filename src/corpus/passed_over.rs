//! What lies in folders of articles and is none: what programs leave beside their outputs, and the
//! pictures and scripts of a page that was saved with them.

/// Names of files and folders that clusters, table formats and systems leave.
const LEFT: [&str; 10] = [
    "_SUCCESS",
    "_metadata",
    "_common_metadata",
    "_delta_log",
    "_spark_metadata",
    "_temporary",
    "__MACOSX",
    "Thumbs.db",
    "desktop.ini",
    "Icon\r",
];

/// What such names may begin with.
const LEFT_BEGIN: [&str; 3] = [".", "_committed_", "_started_"];

/// What browsers call the folder beside a page that they save, after the page's own name, in the
/// languages that systems know of.
const BESIDE_A_PAGE: [&str; 22] = [
    "_files",
    ".files",
    "-Dateien",
    "-filer",
    "_archivos",
    "_arquivos",
    "_bestanden",
    "_bylos",
    "_datoteke",
    "_dosyalar",
    "_elemei",
    "_failid",
    "_fails",
    "_fajlovi",
    "_fichiers",
    "_ficheiros",
    "_file",
    "_fitxategiak",
    "_fitxers",
    "_pliki",
    "_soubory",
    "_tiedostot",
];

/// Whether a file or folder of that name holds no articles.
pub(super) fn is_nothing(name: &str) -> bool {
    LEFT.contains(&name)
        || LEFT_BEGIN.iter().any(|start| name.starts_with(start))
        || name.ends_with(".crc")
}

/// Whether a folder of that name belongs to a page, which the folder around it then `has`.
pub(super) fn belongs_to_page(name: &str, has: impl Fn(&str) -> bool) -> bool {
    let stems = BESIDE_A_PAGE.iter();
    let mut stems = stems.filter_map(|end| name.strip_suffix(end));
    stems.any(|stem| {
        let endings = ["html", "htm", "xhtml"];
        endings.iter().any(|end| has(&format!("{stem}.{end}")))
    })
}

/// Whether a file of an archive holds no articles, by its path there and the paths it `has`.
pub(crate) fn is_passed_over(path: &str, has: impl Fn(&str) -> bool) -> bool {
    let mut start = 0;
    path.split('/').any(|name| {
        let above = &path[..start];
        start += name.len() + 1;
        let is_folder = start <= path.len();
        is_nothing(name)
            || is_folder && belongs_to_page(name, |page| has(&format!("{above}{page}")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leavings_are_passed_over_and_articles_are_not() {
        let has = |path: &str| path == "saved/Rain.html";
        for (path, expected) in [
            ("a/_SUCCESS", true),
            ("_delta_log/0.json", true),
            ("a/.part-0.txt.crc", true),
            ("part-0.crc", true),
            ("_committed_12", true),
            ("__MACOSX/._a.txt", true),
            ("saved/Rain_files/ad.html", true),
            ("saved/Rain-Dateien/ad.html", true),
            ("saved/Rain.html", false),
            ("saved/Wind_files/a.html", false),
            ("Rain_files/a.html", false),
            ("_draft.txt", false),
            ("saved/Rain_files", false),
            ("", false),
        ] {
            assert_eq!(is_passed_over(path, has), expected, "{path}");
        }
    }
}

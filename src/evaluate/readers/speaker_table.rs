//! Tables laid beside brat annotation that say who each source is: attribution id, full
//! name, type, how it was found.

use super::Reading;
use crate::evaluate::document::{AnnotatedClaim, NamedSpeaker, article_name};
use crate::text::CharacterOffsets;
use std::collections::BTreeSet;
use std::path::Path;

/// The speakers of one article's attributions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpeakerTable {
    /// The annotation file that the ids belong to, or the article, without extension.
    target: String,
    rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq)]
struct Row {
    attribution: String,
    speaker: Option<NamedSpeaker>,
    found_by: String,
    /// The words of the claim that it was written for, if it says so.
    words: Option<String>,
}

impl SpeakerTable {
    /// Whether this table speaks of the annotation file `file` of article `id`.
    pub fn is_for(&self, file: &str, id: &str) -> bool {
        self.target == file || self.target == id
    }

    /// Gives the claims of a text their speakers.
    ///
    /// brat gives the id of a claim that was deleted to the next new one: a row that says of
    /// which words it is goes to no claim of others.
    pub fn apply(
        &self,
        claims: &mut [AnnotatedClaim],
        text: Option<&str>,
        path: &Path,
        reading: &mut Reading,
    ) {
        let offsets = CharacterOffsets::new(text.unwrap_or_default());
        for row in &self.rows {
            match claims.iter_mut().find(|c| c.id == row.attribution) {
                Some(claim) if text.is_some() && !row.is_of(claim, &offsets) => reading.warn(
                    path,
                    0,
                    format!(
                        "{} is another claim than the speaker table's, which is of “{}”: it gets \
                         no speaker; write one into the table, with words of this claim",
                        row.attribution,
                        row.words.as_deref().unwrap_or_default()
                    ),
                ),
                Some(claim) => {
                    claim.speaker.clone_from(&row.speaker);
                    claim.found_by = Some(row.found_by.clone());
                }
                None => reading.warn(
                    path,
                    0,
                    format!(
                        "the speaker table names {}, which is not here",
                        row.attribution
                    ),
                ),
            }
        }
    }
}

impl Row {
    /// Whether it is of this claim: the words of one are part of the other's, or at least half of
    /// them are the same, for boundaries are what is corrected.
    fn is_of(&self, claim: &AnnotatedClaim, offsets: &CharacterOffsets<'_>) -> bool {
        let Some(written) = &self.words else {
            return true;
        };
        let pieces = claim.content.iter();
        let there: Vec<&str> = pieces
            .filter_map(|p| p.of(offsets.text(), offsets))
            .collect();
        let (written, there) = (words(written), words(&there.join(" ")));
        let distinct = |words: &[String]| words.iter().cloned().collect::<BTreeSet<String>>();
        let both = distinct(&written).intersection(&distinct(&there)).count();
        let most = distinct(&written).len().max(distinct(&there).len());
        let is_part = |a: &[String], b: &[String]| {
            a.len() >= FEWEST_WORDS && b.windows(a.len()).any(|window| window == a)
        };
        2 * both >= most || is_part(&written, &there) || is_part(&there, &written)
    }
}

/// So many words in a row are not found in another claim by chance.
const FEWEST_WORDS: usize = 3;

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Reads a table: comment lines (`# attributions: FILE` says which file it belongs to), a
/// header with `attribution`, `speaker`, `type`, `resolution` and perhaps `words`, and a row a
/// claim. A file
/// without such a header is no speaker table.
pub fn parse(content: &str, path: &Path, reading: &mut Reading) -> Option<SpeakerTable> {
    let mut table = SpeakerTable {
        target: path
            .file_name()?
            .to_str()
            .map(|n| article_name(n.split(".speakers").next().unwrap_or(n)).to_owned())?,
        rows: Vec::new(),
    };
    let mut columns: Option<[usize; 4]> = None;
    let mut words_column = None;
    for (i, line) in content.lines().enumerate() {
        if let Some(comment) = line.strip_prefix('#') {
            if let Some(file) = comment.trim().strip_prefix("attributions:") {
                table.target = article_name(file.trim()).to_owned();
            }
            continue;
        }
        if line.trim().is_empty() {
            continue;
        }
        let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
        let Some(columns) = columns else {
            let place = |name| fields.iter().position(|&f| f == name);
            words_column = place("words");
            columns = Some([
                place("attribution")?,
                place("speaker")?,
                place("type")?,
                place("resolution")?,
            ]);
            continue;
        };
        let [Some(id), Some(name), Some(kind), Some(found_by)] =
            columns.map(|c| fields.get(c).copied())
        else {
            reading.warn(path, i + 1, "this row has too few columns");
            continue;
        };
        let speaker = (!name.is_empty() && name != "NONE").then(|| NamedSpeaker {
            name: name.to_owned(),
            speaker_type: Some(kind.to_lowercase()).filter(|k| !k.is_empty() && k != "none"),
        });
        table.rows.push(Row {
            attribution: id.to_owned(),
            speaker,
            found_by: found_by.to_lowercase(),
            words: words_column
                .and_then(|column| fields.get(column))
                .filter(|words| !words.is_empty())
                .map(|words| (*words).to_owned()),
        });
    }
    columns.map(|_| table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_claims_their_speakers() {
        let mut reading = Reading::default();
        let table = parse(
            "# article: quake\n# attributions: quake_ab.ann\nattribution\tspeaker\ttype\tresolution\n\
             E1\tMaria Ortiz\tperson\tpronoun\nE2\tNONE\tnone\tnone\nE3\tshort\nE9\tX\tperson\tname\n",
            Path::new("speakers/quake.speakers.tsv"),
            &mut reading,
        )
        .unwrap();
        assert!(table.is_for("quake_ab", "quake"));
        assert!(!table.is_for("quake_cd", "flood"));
        let mut claims: Vec<AnnotatedClaim> = ["E1", "E2"]
            .iter()
            .map(|id| AnnotatedClaim {
                id: (*id).to_owned(),
                ..AnnotatedClaim::default()
            })
            .collect();
        table.apply(&mut claims, None, Path::new("quake_ab.ann"), &mut reading);
        assert_eq!(claims[0].speaker.as_ref().unwrap().name, "Maria Ortiz");
        assert_eq!(claims[0].found_by.as_deref(), Some("pronoun"));
        assert_eq!(claims[1].speaker, None);
        assert_eq!(reading.warnings.len(), 2, "{:?}", reading.warnings);
    }

    #[test]
    fn another_table_is_none() {
        let mut reading = Reading::default();
        assert_eq!(
            parse(
                "filename\tpublisher\na\tb\n",
                Path::new("m.tsv"),
                &mut reading
            ),
            None
        );
    }

    #[test]
    fn a_row_is_of_the_claim_that_has_its_words() {
        let text = "The river rose again, and nobody drove over the bridge.";
        let offsets = CharacterOffsets::new(text);
        for (written, content, is_of) in [
            ("the river rose again", "The river rose again", true),
            // Half of the words, and fewer.
            ("rose once more again", "rose again, and nobody", true),
            ("rose once more slowly", "rose again, and nobody", false),
            ("rose once more", "rose again, and", false),
            // A part of the other, but not of two words.
            ("drove over the", text, true),
            ("drove over", text, false),
            (
                "He said: it rose again, and he knows",
                "rose again, and",
                true,
            ),
        ] {
            let row = Row {
                attribution: "E1".into(),
                speaker: None,
                found_by: "name".into(),
                words: Some(written.into()),
            };
            let start = text.find(content).unwrap();
            let claim = AnnotatedClaim::at((0, 0), (0, 0), (start, start + content.len()));
            assert_eq!(row.is_of(&claim, &offsets), is_of, "{written}");
        }
    }

    #[test]
    fn a_row_of_another_claim_is_told_where_the_text_is_there() {
        let row = Row {
            attribution: "E1".into(),
            speaker: Some(NamedSpeaker::default()),
            found_by: "name".into(),
            words: Some("nobody drove over".into()),
        };
        let table = SpeakerTable {
            target: "quake".into(),
            rows: vec![row],
        };
        let text = "The river rose again, and nobody drove over the bridge.";
        for (content, text, given) in [
            ((0, 20), Some(text), false),
            ((26, 54), Some(text), true),
            ((0, 20), None, true),
        ] {
            let mut reading = Reading::default();
            let claim = AnnotatedClaim {
                id: "E1".into(),
                ..AnnotatedClaim::at((0, 0), (0, 0), content)
            };
            let mut claims = [claim];
            table.apply(&mut claims, text, Path::new("quake.ann"), &mut reading);
            assert_eq!(claims[0].speaker.is_some(), given, "{content:?}");
            assert_eq!(reading.warnings.is_empty(), given, "{content:?}");
        }
    }

    #[test]
    fn a_speaker_may_be_of_no_type_and_short_rows_are_told() {
        let mut reading = Reading::default();
        let table = parse(
            "attribution\tspeaker\ttype\tresolution\nE1\tAna\tPerson\tname\n\
             E2\tBo\tNONE\tname\nE3\tCy\t\tname\nE4\tDi\n",
            Path::new("s.tsv"),
            &mut reading,
        )
        .unwrap();
        let types: Vec<Option<&str>> = (table.rows.iter())
            .map(|row| row.speaker.as_ref().unwrap().speaker_type.as_deref())
            .collect();
        assert_eq!(types, [Some("person"), None, None]);
        let expected = ["s.tsv, line 5: this row has too few columns"];
        assert_eq!(reading.warnings, expected);
    }
}

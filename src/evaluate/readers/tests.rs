use super::*;
use serde_json::json;

#[test]
fn a_record_of_a_tool_is_told_by_its_fields() {
    for (record, expected) in [
        // sayso's own, with a text or without.
        (
            json!({"article_id": "a", "text": "x", "claims": [], "entities": []}),
            None,
        ),
        (json!({"article_id": "a", "spans": []}), None),
        (
            json!({"annotations": [], "data": {}}),
            Some(Format::LabelStudio),
        ),
        (
            json!({"annotation_id": 3, "text": "x"}),
            Some(Format::LabelStudio),
        ),
        (
            json!({"text": "x", "_input_hash": 1}),
            Some(Format::Prodigy),
        ),
        (json!({"text": "x", "_task_hash": 1}), Some(Format::Prodigy)),
        (
            json!({"text": "x", "answer": "accept"}),
            Some(Format::Prodigy),
        ),
        (json!({"text": "x", "spans": []}), Some(Format::Prodigy)),
        (json!({"text": "x", "spans": {}}), Some(Format::Spacy)),
        (json!({"text": "x", "ents": []}), Some(Format::Spacy)),
        (json!({"text": "x", "label": []}), Some(Format::Doccano)),
        (json!({"text": "x", "labels": []}), Some(Format::Doccano)),
        (
            json!({"article_id": "a", "text": "x", "entities": []}),
            Some(Format::Doccano),
        ),
        (
            json!({"text": "x", "label": [], "annotations": []}),
            Some(Format::Doccano),
        ),
        (json!({"text": "x"}), None),
    ] {
        assert_eq!(tool(&record), expected, "{record}");
    }
}

#[test]
fn a_format_is_told_by_what_is_in_the_file() {
    for (name, content, expected) in [
        ("a.jsonl", r#"{"doc":"a","content_spans":[]}"#, Format::Gum),
        (
            "a.jsonl",
            r#"{"article_id":"a","quotes":[]}"#,
            Format::Textacy,
        ),
        (
            "a.jsonl",
            r#"{"article_id":"a","claims":[]}"#,
            Format::Jsonl,
        ),
        ("a.csv", "article,quote\n", Format::Sheet),
        ("a.csv", "article_id,claim,claim_pieces\n", Format::Csv),
        ("a.csv", "article_id,claim,claim_start\n", Format::Csv),
        ("a.tsv", "ID\tText\tPronoun\tA\n", Format::Gap),
        ("a.tsv", "article\tquote\n", Format::Sheet),
        ("a.tsv", "Ana\tB-PER\n", Format::Conll),
        ("eng.testa", "-DOCSTART- -X- O\n", Format::Conll),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        std::fs::write(&file, content).unwrap();
        let told = detect(&file, &Columns::default()).unwrap();
        assert_eq!(told, expected, "{content}");
    }
}

#[test]
fn a_file_that_nothing_tells_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("eng.testb");
    std::fs::write(&file, "Ana B-PER\n").unwrap();
    for path in [file.as_path(), folder.path()] {
        let error = detect(path, &Columns::default()).unwrap_err().to_string();
        assert!(error.contains("cannot tell the format of"), "{error}");
    }
}

#[test]
fn pieces_beyond_the_text_are_told_and_stay() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("claims.csv");
    let table = "article_id,claim_pieces,source_pieces,cue_pieces\n\
                 a,3-10,0-11,10-12\nb,3-10,0-2,2-3\nc,3-99,0-2,2-3\n";
    std::fs::write(&file, table).unwrap();
    let mut reading = Reading::default();
    for id in ["a", "b"] {
        reading.texts.insert(id.into(), "It rained.".into());
    }
    let corpus = read(&file, Format::Csv, &mut reading).unwrap();
    let expected = format!("{}: 2 pieces in a are beyond the text", file.display());
    assert_eq!(reading.warnings, [expected]);
    let claim = &corpus[0].claims()[0];
    assert_eq!(claim.source, [Piece { start: 0, end: 11 }]);
}

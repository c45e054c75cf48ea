use super::*;
use serde_json::json;

/// What is read of a folder of files with a record a line.
fn folder<T: Tool>(files: &[(&str, &[Value])]) -> Corpus {
    let folder = tempfile::tempdir().unwrap();
    for (name, records) in files {
        let lines: Vec<String> = records.iter().map(ToString::to_string).collect();
        std::fs::write(folder.path().join(name), lines.join("\n")).unwrap();
    }
    read::<T>(folder.path(), &mut Reading::default()).unwrap()
}

fn annotators(corpus: &Corpus) -> Vec<(&str, Option<&str>)> {
    corpus
        .iter()
        .map(|d| (d.id.as_str(), d.annotator.as_deref()))
        .collect()
}

/// A record of Prodigy.
fn accepted(file: &str, annotator: Value) -> Value {
    json!({
        "text": "It rained.", "spans": [], "answer": "accept", "meta": {"file": file},
        "_annotator_id": annotator,
    })
}

#[test]
fn a_file_for_each_who_annotated_says_who_where_it_matters() {
    let ana = [
        accepted("flood.txt", Value::Null),
        accepted("storm.txt", Value::Null),
    ];
    let bo = [accepted("flood.txt", Value::Null)];
    let corpus = folder::<Prodigy>(&[("ana.jsonl", &ana), ("bo.jsonl", &bo)]);
    assert_eq!(
        annotators(&corpus),
        [
            ("flood", Some("ana")),
            ("storm", None),
            ("flood", Some("bo"))
        ]
    );
    assert_eq!(corpus[0].text.as_deref(), Some("It rained."));
    // A file alone is nobody's name: twice the same article in it is for the reader to refuse.
    let twice = [
        accepted("flood.txt", Value::Null),
        accepted("flood.txt", Value::Null),
    ];
    let corpus = folder::<Prodigy>(&[("ana.jsonl", &twice)]);
    assert_eq!(annotators(&corpus), [("flood", None); 2]);
}

#[test]
fn annotators_are_words_or_numbers() {
    let records = [json!("db-ana"), json!(7), json!("")].map(|who| accepted("flood.txt", who));
    let corpus = folder::<Prodigy>(&[("db.jsonl", &records)]);
    assert_eq!(
        annotators(&corpus),
        [
            ("flood", Some("db-ana")),
            ("flood", Some("7")),
            ("flood", None)
        ]
    );
}

#[test]
fn annotations_of_one_person_are_told_apart_by_their_numbers() {
    let task = json!({
        "id": 1, "data": {"text": "It rained.", "file": "flood.txt"},
        "annotations": [
            {"id": 11, "completed_by": 1, "result": []},
            {"id": 12, "completed_by": 1, "result": []},
            {"id": 13, "completed_by": {"id": 2, "email": "ana@news.example"}, "result": []},
            {"id": 14, "result": []},
            {"result": []},
        ],
    });
    let corpus = folder::<LabelStudio>(&[("project.json", &[task])]);
    let expected = [
        Some("1"),
        Some("1-12"),
        Some("ana@news.example"),
        Some("14"),
        None,
    ];
    assert_eq!(annotators(&corpus), expected.map(|who| ("flood", who)));
}

#[test]
fn words_decide_where_offsets_are_wrong() {
    let place = Place::new("Rain, rain, rain fell.");
    let mut said = Vec::new();
    let mut of = |value: Value| place.of(&value, &mut |reason| said.push(reason));
    let found = [
        json!({"start": 0, "end": 4, "text": "Rain"}),
        json!({"start": 7, "end": 11, "text": "rain"}),
        json!({"start": 14, "end": 15, "text": "rain"}),
        json!({"start": 3, "end": 5}),
        json!({"globalOffsets": {"start": 3, "end": 5}}),
        json!({"start": 0, "end": 4, "text": "snow"}),
        json!({"text": "Rain"}),
    ]
    .map(&mut of);
    let expected = [(0, 4), (6, 10), (12, 16), (3, 5), (3, 5), (0, 0), (0, 0)];
    assert_eq!(found, expected.map(|(start, end)| Piece::new(start, end)));
    let expected = [
        "“snow” is not in the text",
        "{\"text\":\"Rain\"} has no start and end in characters",
    ];
    assert_eq!(said, expected);
}

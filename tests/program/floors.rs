//! How well the models that come with the program read the articles in `data`. These were read while
//! the rules were made, so the figures are no measure of quality; that they do not fall is what
//! is asked here. `accurate` takes a minute alone, and is left to `scripts/benchmark`.

use crate::common::*;

/// The least F1, in percent: two points under what the model had when this was last set.
struct Floors {
    model: &'static str,
    whole: f64,
    right_source: f64,
    right_speaker: f64,
    speakers: f64,
}

/// What `sayso evaluate` says.
struct Scored(Table);

fn evaluate(gold: &str, of: &[&str]) -> Scored {
    let asked = [
        "evaluate",
        "--gold",
        gold,
        "--format",
        "csv",
        "--bootstrap",
        "0",
    ];
    let scored = run(asked.iter().chain(of));
    assert_code(&scored, 0);
    Scored(Table::parse(stdout(&scored)))
}

impl Scored {
    fn f1(&self, family: &str, measure: &str) -> f64 {
        let mut rows = self.0.rows();
        let row = rows.find(|row| row("family") == family && row("measure") == measure);
        row.unwrap_or_else(|| panic!("no measure {measure}"))("f1")
            .parse()
            .unwrap()
    }
}

#[track_caller]
fn check(floors: &Floors) {
    let data = |name: &str| format!("{}/data/{name}", env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let claims = path(&folder, "claims.jsonl").to_str().unwrap().to_owned();
    let (articles, gold) = (data("articles"), data("gold"));
    assert_code(
        &run([
            "attribute",
            &articles,
            "--model",
            floors.model,
            "-o",
            &claims,
        ]),
        0,
    );
    let scored = evaluate(&gold, &["--articles", &articles, "--system", &claims]);
    let f1 = |family: &str, measure: &str| scored.f1(family, measure);
    let asked = [
        ("claims", "source, cue and content exact", floors.whole),
        (
            "claims",
            "content overlaps, right source",
            floors.right_source,
        ),
        (
            "claims",
            "content overlaps, right speaker",
            floors.right_speaker,
        ),
        ("speakers", "all", floors.speakers),
    ];
    let fallen: Vec<String> = asked
        .iter()
        .filter(|(family, measure, floor)| f1(family, measure) < *floor)
        .map(|(family, measure, floor)| {
            format!(
                "{family}, {measure}: {:.1}, less than {floor}",
                f1(family, measure)
            )
        })
        .collect();
    assert!(fallen.is_empty(), "{}: {}", floors.model, fallen.join("; "));
}

#[test]
fn the_usual_model_reads_the_samples_as_well_as_before() {
    check(&Floors {
        model: "en",
        whole: 73.7,
        right_source: 87.2,
        right_speaker: 81.5,
        speakers: 84.9,
    });
}

#[test]
fn the_fast_model_reads_the_samples_as_well_as_before() {
    check(&Floors {
        model: "fast",
        whole: 68.9,
        right_source: 85.4,
        right_speaker: 80.5,
        speakers: 83.8,
    });
}

/// Speakers given the claims, in articles in the styles of many papers. The rules were read on them.
#[test]
fn the_speakers_of_many_papers_are_found_as_well_as_before() {
    let floors = [
        ("all", 85.4),
        ("name", 94.6),
        ("alias", 92.3),
        ("pronoun", 84.0),
        ("nominal", 53.5),
        ("unnamed", 94.0),
    ];
    check_speakers("speakers", &floors);
}

/// The same, of claims inside claims as well.
#[test]
fn the_speakers_of_what_others_tell_are_found_as_well_as_before() {
    let floors = [
        ("all", 79.8),
        ("name", 93.8),
        ("alias", 91.2),
        ("pronoun", 71.1),
        ("nominal", 38.1),
        ("unnamed", 90.7),
    ];
    check_speakers("invented", &floors);
}

fn check_speakers(set: &str, floors: &[(&str, f64)]) {
    let gold = format!("{}/data/{set}", env!("CARGO_MANIFEST_DIR"));
    let scored = evaluate(&gold, &["--given-spans"]);
    for (measure, floor) in floors {
        let f1 = scored.f1("speakers", measure);
        assert!(f1 >= *floor, "{measure}: {f1:.1}, less than {floor}");
    }
}

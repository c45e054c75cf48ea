//! Annotations in the archives that tools export: `--gold export.zip`.

use crate::common::*;
use serde_json::Value;
use std::fs;
use std::io::{Cursor, Write};
use std::process::Output;
use tempfile::TempDir;
use zip::write::{SimpleFileOptions, ZipWriter};

/// Written for this test. The wave is two UTF-16 units and one character.
const TEXT: &str = "🌊 The river rose again, said Ana Ruiz, the mayor.";

const CLAIMS: &str = "article_id,claim_id,speaker,speaker_type,speaker_found_by,within,\
                      claim_pieces,source_pieces,cue_pieces,confidence\n\
                      flood.txt,1,Ana Ruiz,person,name,,2-22,29-48,24-28,0.9\n";

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        let options = SimpleFileOptions::default();
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A document of INCEpTION, with what `who` marked in it.
fn xmi(who: &str, spans: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\" \
         xmlns:cas=\"http:///uima/cas.ecore\" xmlns:custom=\"http:///webanno/custom.ecore\" \
         xmlns:type=\"http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore\" \
         xmi:version=\"2.0\"><cas:NULL xmi:id=\"0\"/><type:DocumentMetaData xmi:id=\"2\" sofa=\"1\" \
         begin=\"0\" end=\"50\" documentTitle=\"flood.txt\" documentId=\"{who}\"/>{spans}<cas:Sofa \
         xmi:id=\"1\" sofaNum=\"1\" sofaID=\"_InitialView\" mimeType=\"text\" \
         sofaString=\"{TEXT}\"/><cas:View sofa=\"1\" members=\"2\"/></xmi:XMI>"
    )
}

const SPANS: &str = "<custom:Span xmi:id=\"4\" sofa=\"1\" begin=\"3\" end=\"23\" role=\"Content\" \
                     speaker=\"Ana Ruiz\"/><custom:Span xmi:id=\"5\" sofa=\"1\" begin=\"25\" \
                     end=\"29\" role=\"Cue\"/><custom:Span xmi:id=\"6\" sofa=\"1\" begin=\"30\" \
                     end=\"49\" role=\"Source\"/><custom:Link xmi:id=\"7\" sofa=\"1\" begin=\"25\" \
                     end=\"29\" Dependent=\"4\" Governor=\"5\"/><custom:Link xmi:id=\"8\" sofa=\"1\" \
                     begin=\"25\" end=\"29\" Dependent=\"6\" Governor=\"5\"/>";

const TYPES: &[u8] = b"<?xml version=\"1.0\"?><typeSystemDescription \
                       xmlns=\"http://uima.apache.org/resourceSpecifier\"/>";

fn evaluated(folder: &TempDir, archive: &[u8]) -> Output {
    fs::write(path(folder, "claims.csv"), CLAIMS).unwrap();
    fs::write(path(folder, "export.zip"), archive).unwrap();
    let mut run = sayso(["evaluate", "--gold", "export.zip", "--system", "claims.csv"]);
    let run = run.args(["--format", "json", "--bootstrap", "0"]);
    run.current_dir(folder.path()).output().unwrap()
}

#[track_caller]
fn assert_all_right(output: &Output) {
    assert_code(output, 0);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = report["measures"].as_array().unwrap();
    let speaker = |row: &&Value| row["measure"] == "content overlaps, right speaker";
    assert!(rows.iter().any(|row| speaker(&row)), "{rows:?}");
    assert!(rows.iter().all(|row| row["f1"] == 100.0), "{rows:?}");
    assert_eq!(stderr(output), "");
}

#[test]
fn an_exported_document_is_read_in_its_archive() {
    let folder = tempfile::tempdir().unwrap();
    let document = xmi("ana", SPANS);
    let archive = zipped(&[("ana.xmi", document.as_bytes()), ("TypeSystem.xml", TYPES)]);
    assert_all_right(&evaluated(&folder, &archive));
}

#[test]
fn an_exported_project_is_read_in_its_archives() {
    let folder = tempfile::tempdir().unwrap();
    let [marked, initial] = [xmi("ana", SPANS), xmi("", "")];
    let ana = zipped(&[("ana.xmi", marked.as_bytes()), ("TypeSystem.xml", TYPES)]);
    let nobody = zipped(&[("INITIAL_CAS.xmi", initial.as_bytes())]);
    let archive = zipped(&[
        ("exportedproject.json", b"{\"name\": \"floods\"}"),
        ("source/flood.txt", TEXT.as_bytes()),
        ("annotation/flood.txt/ana.zip", &ana),
        ("annotation/flood.txt/INITIAL_CAS.zip", &nobody),
        ("__MACOSX/annotation/flood.txt/._ana.xmi", b"\0\x05\x16\x07"),
    ]);
    assert_all_right(&evaluated(&folder, &archive));
}

#[test]
fn brat_in_an_archive_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let annotation = "T1\tContent 2 22\tThe river rose again\nT2\tCue 24 28\tsaid\n\
                      T3\tSource 29 48\tAna Ruiz, the mayor\nT4\tAttribution 24 28\tsaid\n\
                      E1\tAttribution:T4 Source:T3 Cue:T2 Content:T1\n";
    let archive = zipped(&[
        ("gold/flood.ann", annotation.as_bytes()),
        ("gold/flood.txt", TEXT.as_bytes()),
    ]);
    let output = evaluated(&folder, &archive);
    assert_code(&output, 0);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = report["measures"].as_array().unwrap();
    let whole = |row: &&Value| row["measure"] == "source, cue and content exact";
    assert_eq!(rows.iter().find(whole).unwrap()["f1"], 100.0);
}

#[test]
fn what_cannot_be_read_is_told_by_its_place_in_the_archive() {
    let folder = tempfile::tempdir().unwrap();
    let document = xmi("ana", SPANS);
    let mut damaged = zipped(&[("ana.xmi", document.as_bytes())]);
    let at = damaged.windows(5).position(|w| w == b"river").unwrap_or(60);
    damaged[at] ^= 0x20;
    let no_spans = xmi("ana", "");
    for (archive, code, told) in [
        (b"PK\x03\x04 and no more".to_vec(), 2, "export.zip"),
        (damaged, 2, "export.zip"),
        (
            zipped(&[("../ana.xmi", b"<a/>")]),
            2,
            "leads out of the archive",
        ),
        (zipped(&[("a.xmi", b"<a")]), 2, "export.zip/a.xmi"),
        (
            zipped(&[("b/a.xmi", no_spans.as_bytes())]),
            0,
            "export.zip/b/a.xmi: no span is a part of a claim",
        ),
    ] {
        let output = evaluated(&folder, &archive);
        assert_code(&output, code);
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
        let names = names_in(folder.path());
        assert_eq!(names, ["claims.csv", "export.zip"]);
    }
}

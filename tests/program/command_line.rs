//! The command line itself: options from a file, completions, manual pages, the version.

use crate::common::*;
use std::fs;

#[test]
fn options_come_from_a_file_and_the_command_line_wins() {
    let folder = tempfile::tempdir().unwrap();
    let config = path(&folder, "run.toml");
    let content = "# what we always ask for\ninput-format = \"jsonl\"\nformat = \"jsonl\"\n\
                   acts = [\"state\", \"deny\"]\nmin-confidence = 0.05\nquiet = true\n";
    fs::write(&config, content).unwrap();
    let config = config.to_str().unwrap();
    let records = json_lines(3);
    let output = run_with_input(&["attribute", "-", "--config", config], &records);
    assert_code(&output, 0);
    assert_eq!(stderr(&output), "");
    let spelled = [
        "attribute",
        "-",
        "--input-format",
        "jsonl",
        "--format",
        "jsonl",
        "--acts",
        "state,deny",
        "--min-confidence",
        "0.05",
    ];
    assert_eq!(stdout(&output), stdout(&run_with_input(&spelled, &records)));
    assert_eq!(stdout(&output).lines().count(), 3);

    // Before the subcommand as well, and with a choice of its own.
    let args = ["--config", config, "attribute", "-", "--format", "csv"];
    let output = run_with_input(&args, &records);
    assert_code(&output, 0);
    assert!(
        stdout(&output).starts_with("article_id,"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn what_is_required_may_stand_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let config = path(&folder, "evaluate.toml");
    let content =
        "gold = [\"data/gold\"]\nsystem = \"data/gold\"\nbootstrap = 0\nformat = \"csv\"\n";
    fs::write(&config, content).unwrap();
    let output = run(["evaluate", "--config", config.to_str().unwrap()]);
    assert_code(&output, 0);
    assert!(stdout(&output).starts_with("family,measure"));
}

#[test]
fn an_unknown_option_names_the_nearest() {
    let folder = tempfile::tempdir().unwrap();
    let config = path(&folder, "run.toml");
    let refused = || {
        let file = config.to_str().unwrap();
        let output = run(["attribute", "data/articles", "--config", file]);
        assert_code(&output, 2);
        assert_eq!(stdout(&output), "");
        stderr(&output).to_owned()
    };
    let fault = |content: &str| {
        fs::write(&config, content).unwrap();
        refused()
    };
    let said = fault("min_confidance = 0.5");
    assert!(said.contains("did you mean \"min-confidence\"?"), "{said}");
    let said = fault("gold = \"data/gold\"");
    assert!(
        said.contains("sayso attribute has no option \"gold\""),
        "{said}"
    );
    let said = fault("a = \n");
    assert!(said.contains("run.toml, line 1: "), "{said}");
    let said = fault("format = \"yaml\"");
    assert!(
        said.contains("with the options in ") && said.contains("yaml"),
        "{said}"
    );
    fs::remove_file(&config).unwrap();
    assert!(refused().contains("cannot read"));
}

#[test]
fn every_shell_gets_completions_for_every_subcommand() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(["completions", shell]);
        assert_code(&output, 0);
        for word in ["attribute", "explain", "convert", "min-confidence"] {
            assert!(stdout(&output).contains(word), "{shell}: {word}");
        }
    }
    assert_code(&run(["completions", "tcsh"]), 2);
}

#[test]
fn there_is_a_manual_page_for_every_subcommand() {
    let output = run(["man"]);
    assert_code(&output, 0);
    assert!(
        stdout(&output).contains(".TH sayso 1"),
        "{}",
        stdout(&output)
    );
    let output = run(["man", "attribute"]);
    assert!(
        stdout(&output).contains("min\\-confidence"),
        "{}",
        stdout(&output)
    );
    let folder = tempfile::tempdir().unwrap();
    // The folder is made if there is none.
    let pages = folder.path().join("share/man");
    let output = run(["man".as_ref(), "-o".as_ref(), pages.as_os_str()]);
    assert_code(&output, 0);
    let names = names_in(&pages);
    for page in [
        "sayso.1",
        "sayso-attribute.1",
        "sayso-explain.1",
        "sayso-evaluate.1",
    ] {
        assert!(names.iter().any(|name| name == page), "{names:?}");
    }
    assert_code(&run(["man", "nothing"]), 2);
    let file = pages.join("sayso.1");
    assert_code(&run(["man".as_ref(), "-o".as_ref(), file.as_os_str()]), 2);
}

#[test]
fn the_version_names_engines_and_model() {
    let output = run(["--version"]);
    assert_code(&output, 0);
    let version = stdout(&output);
    assert!(
        version.starts_with(concat!("sayso ", env!("CARGO_PKG_VERSION"), "\n")),
        "{version}"
    );
    assert!(version.contains("\nengines: rten") && version.contains("\ndefault model: en\n"));
    assert_eq!(stdout(&run(["-V"])).lines().count(), 1);
}

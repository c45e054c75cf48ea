//! The code itself: how its files need each other, how long they are, and whether what
//! ARCHITECTURE.md names is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A module, by its path from the root of the crate: `["speakers", "nouns"]`.
type Module = Vec<String>;

/// The modules of `src`, each with its code: without comments and tests.
fn modules() -> BTreeMap<Module, String> {
    fn add(folder: &Path, at: &Module, found: &mut BTreeMap<Module, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let mut module = at.clone();
            if path.is_dir() {
                module.push(name);
                add(&path, &module, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                match name.as_str() {
                    "main" | "tests" => continue,
                    "mod" | "lib" => {}
                    _ => module.push(name),
                }
                found.insert(module, code(&fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = BTreeMap::new();
    add(&root().join("src"), &Vec::new(), &mut found);
    found
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A file's code, up to the tests that it ends in.
fn code(text: &str) -> String {
    let tests = text.find("#[cfg(test)]\nmod tests {");
    let lines = text[..tests.unwrap_or(text.len())].lines();
    let lines = lines.map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// The paths of a `use`, each spelled out: `a::{b, c::{d, e}}` is `a::b`, `a::c::d`, `a::c::e`.
fn spelled_out(tree: &str) -> Vec<String> {
    let Some((before, group)) = tree.trim().split_once('{') else {
        return vec![tree.trim().to_owned()];
    };
    let group = group.rsplit_once('}').map_or(group, |(group, _)| group);
    let (mut paths, mut depth, mut from) = (Vec::new(), 0, 0);
    for (at, c) in group.char_indices().chain([(group.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let part = group[from..at].trim();
                from = at + 1;
                let inner = spelled_out(part)
                    .into_iter()
                    .filter(|path| !path.is_empty());
                paths.extend(inner.map(|path| format!("{before}{path}")));
            }
            _ => {}
        }
    }
    paths
}

/// What a module takes from elsewhere: the path from the root of the crate, and whether it only
/// passes it on.
fn taken(
    module: &Module,
    code: &str,
    modules: &BTreeMap<Module, String>,
) -> Vec<(Vec<String>, bool)> {
    let mut paths: Vec<(String, bool)> = Vec::new();
    for statement in code.split(';') {
        let Some(at) = statement.rfind("use ").filter(|&at| {
            let before = statement[..at].trim_end();
            let before = before.rsplit('\n').next().unwrap_or_default();
            before.is_empty() || before.starts_with("pub")
        }) else {
            continue;
        };
        let is_passed_on = statement[..at]
            .trim_end()
            .rsplit('\n')
            .next()
            .unwrap_or_default();
        let is_passed_on = is_passed_on.starts_with("pub");
        let trees = spelled_out(&statement[at + 4..]);
        paths.extend(trees.into_iter().map(|path| (path, is_passed_on)));
    }
    // Paths in the code.
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            if code[..at].ends_with("::") || code[..at].ends_with(|c: char| c.is_alphanumeric()) {
                continue;
            }
            let path = code[at..].split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
            paths.push((
                path.clone()
                    .next()
                    .unwrap()
                    .trim_end_matches(':')
                    .to_owned(),
                false,
            ));
        }
    }
    let absolute = |(path, is_passed_on): (String, bool)| {
        let path = path.split(" as ").next().unwrap_or_default().trim();
        let mut parts = path.split("::").map(str::to_owned).peekable();
        let mut full: Module = match parts.peek().map(String::as_str) {
            Some("crate" | "sayso") => {
                parts.next();
                Vec::new()
            }
            Some("super") => {
                let mut base = module.clone();
                while parts.next_if(|part| part == "super").is_some() {
                    base.pop();
                }
                base
            }
            Some(first) => {
                let mut child = module.clone();
                child.push(first.to_owned());
                if !modules.contains_key(&child) {
                    return None;
                }
                module.clone()
            }
            None => return None,
        };
        full.extend(parts.filter(|part| part != "self"));
        Some((full, is_passed_on))
    };
    paths.into_iter().filter_map(absolute).collect()
}

/// The module that a path leads to, through the names that modules take from others, and what is
/// left of it.
fn followed(path: &[String], names: &BTreeMap<Module, BTreeMap<String, Vec<String>>>) -> Module {
    let mut path = path.to_vec();
    for _ in 0..8 {
        let length = (0..=path.len())
            .rev()
            .find(|&length| names.contains_key(&path[..length]));
        let length = length.unwrap_or_default();
        let next = path
            .get(length)
            .and_then(|name| names[&path[..length]].get(name));
        let Some(next) = next.filter(|next| ***next != path[..=length]) else {
            path.truncate(length);
            break;
        };
        let rest = path.split_off(length + 1);
        path = next.iter().cloned().chain(rest).collect();
    }
    path
}

/// For each module those that it needs.
fn needs() -> BTreeMap<Module, BTreeSet<Module>> {
    let modules = modules();
    let mut names: BTreeMap<Module, BTreeMap<String, Vec<String>>> = BTreeMap::new();
    for (module, code) in &modules {
        let of = names.entry(module.clone()).or_default();
        for (path, _) in taken(module, code, &modules) {
            if let Some(last) = path.last().filter(|_| !modules.contains_key(&path)) {
                of.insert(last.clone(), path.clone());
            }
        }
    }
    let mut needs: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
    for (module, code) in &modules {
        let of = needs.entry(module.clone()).or_default();
        for (path, is_passed_on) in taken(module, code, &modules) {
            let to = followed(&path, &names);
            // A folder may show what its files have.
            let is_shown = is_passed_on && to.starts_with(module);
            if to != *module && !is_shown && !to.is_empty() {
                of.insert(to);
            }
        }
    }
    needs
}

/// The modules that need each other, directly or by way of others.
fn circles<T: Ord + Clone>(needs: &BTreeMap<T, BTreeSet<T>>) -> BTreeSet<BTreeSet<T>> {
    let reached = |from: &T| {
        let (mut reached, mut next) = (BTreeSet::new(), vec![from.clone()]);
        while let Some(module) = next.pop() {
            for to in needs.get(&module).into_iter().flatten() {
                if reached.insert(to.clone()) {
                    next.push(to.clone());
                }
            }
        }
        reached
    };
    let all: BTreeMap<&T, BTreeSet<T>> = needs.keys().map(|from| (from, reached(from))).collect();
    let circle = |from: &T| {
        let back = all[from]
            .iter()
            .filter(|to| all.get(to).is_some_and(|r| r.contains(from)));
        back.cloned().collect::<BTreeSet<T>>()
    };
    needs
        .keys()
        .map(circle)
        .filter(|circle| !circle.is_empty())
        .collect()
}

#[test]
fn the_stages_need_each_other_in_one_direction() {
    let mut stages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (module, needed) in needs() {
        let Some(stage) = module.first() else {
            continue;
        };
        let others = needed.into_iter().map(|other| other[0].clone());
        stages
            .entry(stage.clone())
            .or_default()
            .extend(others.filter(|other| other != stage));
    }
    assert!(stages.len() > 10);
    assert!(
        stages["pipeline"].contains("speakers"),
        "the paths of imports are read"
    );
    assert_eq!(circles(&stages), BTreeSet::new());
}

#[test]
fn files_need_each_other_in_one_direction() {
    let needs = needs();
    let nouns = ["speakers", "nouns"].map(str::to_owned).to_vec();
    let lexicon = ["speakers", "lexicon"].map(str::to_owned).to_vec();
    assert!(
        needs[&nouns].contains(&lexicon),
        "the paths of imports are read"
    );
    let found: Vec<Vec<String>> = circles(&needs)
        .into_iter()
        .map(|circle| circle.into_iter().map(|module| module.join("::")).collect())
        .collect();
    assert_eq!(found, Vec::<Vec<String>>::new());
}

#[test]
fn no_file_is_long() {
    fn check(folder: &Path) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                check(&path);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
                let lines = fs::read_to_string(&path).unwrap().lines().count();
                assert!(lines <= 500, "{}: {lines} lines", path.display());
            }
        }
    }
    check(&root().join("src"));
}

/// Code in backticks in the section of ARCHITECTURE.md that walks through an article: paths of
/// files, and names with `(`.
#[test]
fn what_the_walk_names_is_there() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let (_, walk) = text.split_once("## One article\n").unwrap();
    let walk = walk.split("\n## ").next().unwrap();
    let named = walk.split('`').skip(1).step_by(2);
    let (mut file, mut functions) = (String::new(), 0);
    for name in named {
        if name.ends_with(".rs") {
            file = fs::read_to_string(root().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
        } else if let Some(path) = name.strip_suffix("()") {
            let function = path.rsplit("::").next().unwrap();
            let is_there = [format!("fn {function}("), format!("fn {function}<")]
                .iter()
                .any(|head| file.contains(head.as_str()));
            assert!(
                is_there,
                "the file named before {name} has no such function"
            );
            if let Some((owner, _)) = path.rsplit_once("::") {
                let owner = owner.rsplit("::").next().unwrap();
                assert!(
                    file.contains(owner),
                    "the file named before {name} does not know {owner}"
                );
            }
            functions += 1;
        } else if let Some(quoted) = name.strip_prefix("data/") {
            assert!(root().join("data").join(quoted).exists(), "{name}");
        }
    }
    assert!(functions > 20, "{functions}");
}

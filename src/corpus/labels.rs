//! What tells the inputs apart, where the ids of their articles are made of paths.

use std::path::{Component, Path};

use super::input::Input;

/// For each input, what the ids of its articles begin with: of a file its name; of a folder
/// nothing if it is the only input. Of several folders each is called by its name, and where
/// two inputs have the same, as many of the folders above come before it as tell them apart.
pub(super) fn labels(inputs: &[Input]) -> Vec<String> {
    let parts: Vec<Vec<String>> = inputs.iter().map(parts).collect();
    let label = |number: usize| {
        if matches!(inputs[number], Input::Stdin) {
            return "-".into();
        }
        let own = &parts[number];
        let others = || (0..parts.len()).filter(|&other| parts[other] != *own);
        if others().next().is_none() && matches!(inputs[number], Input::Folder(_)) {
            return String::new();
        }
        let tells = |&length: &usize| {
            let end = &own[own.len() - length..];
            others().all(|other| !parts[other].ends_with(end))
        };
        let length = (1..=own.len()).find(tells).unwrap_or(own.len());
        own[own.len() - length..].join("/")
    };
    (0..inputs.len()).map(label).collect()
}

/// The names on the way to an input, from the outside in.
fn parts(input: &Input) -> Vec<String> {
    let path = match input {
        Input::Stdin => return Vec::new(),
        Input::File { path, .. } | Input::Folder(path) => path,
    };
    let names = |path: &Path| -> Vec<String> {
        let names = path.components().filter_map(|part| match part {
            Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
            _ => None,
        });
        names.collect()
    };
    let ends_in_name = matches!(path.components().next_back(), Some(Component::Normal(_)));
    let above = path.components().any(|part| part == Component::ParentDir);
    // What is not called by a name has one all the same, and what is above it may be needed.
    match std::path::absolute(path) {
        Ok(absolute) if ends_in_name && !above => names(&absolute),
        _ => path
            .canonicalize()
            .map_or_else(|_| names(path), |path| names(&path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(inputs: &[(&str, bool)]) -> Vec<String> {
        let input = |&(path, is_folder): &(&str, bool)| match (path, is_folder) {
            ("-", _) => Input::Stdin,
            (path, true) => Input::Folder(path.into()),
            (path, false) => Input::File {
                path: path.into(),
                size: None,
            },
        };
        labels(&inputs.iter().map(input).collect::<Vec<_>>())
    }

    #[test]
    fn as_much_of_the_path_as_tells_inputs_apart() {
        assert_eq!(of(&[("news", true)]), [""]);
        assert_eq!(of(&[("x/a.txt", false)]), ["a.txt"]);
        assert_eq!(of(&[("x/a.txt", false), ("-", false)]), ["a.txt", "-"]);
        assert_eq!(of(&[("x/2023", true), ("x/2024/", true)]), ["2023", "2024"]);
        let same = [("x/a/in", true), ("y/a/in", true), ("z.txt", false)];
        assert_eq!(of(&same), ["x/a/in", "y/a/in", "z.txt"]);
        let files = [("x/a.txt", false), ("y/a.txt", false), ("b.txt", false)];
        assert_eq!(of(&files), ["x/a.txt", "y/a.txt", "b.txt"]);
        // The same input twice cannot be told apart.
        let twice = of(&[("x", true), ("./x", true)]);
        assert_eq!(twice, ["", ""]);
        // Two that are called by no name.
        let unnamed = of(&[(".", true), ("..", true)]);
        assert!(unnamed[0] != unnamed[1] && !unnamed[0].contains('.'));
    }
}

//! Speakers in a table that the user has: of politicians with their parties, of sources with their
//! gender.

mod forms;
#[cfg(feature = "corpus")]
mod table;

use super::{JOINED, SpeakerType};
use forms::{Forms, forms};
use std::collections::HashMap;

/// What the columns that are added begin with.
const PREFIX: &str = "person_";

/// Those whom a user knows: for each an id, names, and whatever else the table says.
///
/// A named speaker is somebody of the table if the names are the same but for titles, forms of
/// address and case; failing that, but for middle names, initials of given names and accents. A
/// family name alone is nobody's, unless the table has it as a name. Who matches two equally well
/// is neither.
#[derive(Debug, Default)]
pub struct People {
    /// The columns that are added to a table of claims or speakers.
    columns: Vec<String>,
    people: Vec<Vec<Option<String>>>,
    /// Those of a name in each of its forms, the strictest form first.
    by_form: [HashMap<String, Vec<usize>>; forms::COUNT],
}

/// Who of a table a speaker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// This one.
    One(usize),
    /// Several, equally well.
    Several,
    /// Nobody.
    Nobody,
}

impl People {
    /// Reads a table with a header, separated by commas, semicolons or tabs, or a Parquet file.
    ///
    /// It has a column `id` (or `person_id`), one `name` (or `full_name`; or `first_name` and
    /// `last_name`), and any others: columns that begin with `alias` hold further names (several in
    /// one cell are parted by `|` or `;`), the rest is added to the claims. Rows of one id are one
    /// person.
    ///
    /// # Errors
    /// [`crate::Error::Io`] if the file cannot be read, [`crate::Error::Format`] if it is no such
    /// table.
    #[cfg(feature = "corpus")]
    pub fn read(path: &std::path::Path) -> crate::error::Result<Self> {
        let fault = |reason: String| crate::Error::Format {
            path: path.to_owned(),
            line: 0,
            reason,
        };
        let table = table::read(path)?;
        Self::from_rows(table.header, table.rows).map_err(fault)
    }

    /// Those in the rows of such a table; a row may be shorter than the header, and
    /// one without an id is passed over.
    ///
    /// # Errors
    /// With the reason, if there is no column of ids, or none of names.
    pub fn from_rows(header: Vec<String>, rows: Vec<Vec<Option<String>>>) -> Result<Self, String> {
        let find = |names: &[&str]| {
            let is = |column: &String| names.contains(&plain(column).as_str());
            header.iter().position(is)
        };
        let has = || header.join(", ").chars().take(200).collect::<String>();
        let id = find(&["id", "person_id"])
            .ok_or_else(|| format!("there is no column “id”; the header has: {}", has()))?;
        let name = find(&["name", "full_name", "fullname", "person", "speaker"]);
        let parts = [
            find(&["first_name", "given_name", "firstname"]),
            find(&["last_name", "family_name", "surname", "lastname"]),
        ];
        if name.is_none() && parts.iter().any(Option::is_none) {
            return Err(format!(
                "there is no column “name”, nor “first_name” and “last_name”; the header has: {}",
                has()
            ));
        }
        let is_alias = |column: usize| plain(&header[column]).starts_with("alias");
        let own: Vec<usize> = (0..header.len())
            .filter(|&column| column != id && !is_alias(column))
            .collect();
        let mut people = Self {
            columns: std::iter::once(format!("{PREFIX}id"))
                .chain(own.iter().map(|&column| prefixed(&header[column])))
                .collect(),
            ..Self::default()
        };
        let mut by_id: HashMap<String, usize> = HashMap::new();
        for row in &rows {
            let cell = |column: usize| row.get(column).and_then(Option::as_deref);
            let Some(key) = cell(id) else { continue };
            let person = *by_id.entry(key.to_owned()).or_insert_with(|| {
                let others = own.iter().map(|&column| cell(column).map(str::to_owned));
                let cells = std::iter::once(Some(key.to_owned())).chain(others);
                people.people.push(cells.collect());
                people.people.len() - 1
            });
            let whole = name.and_then(cell).map(str::to_owned);
            let parts = parts.map(|part| part.and_then(cell));
            let joined = match parts {
                [Some(first), Some(last)] => Some(format!("{first} {last}")),
                _ => None,
            };
            let aliases = (0..header.len())
                .filter(|&column| is_alias(column))
                .filter_map(cell)
                .flat_map(|cell| cell.split(['|', ';']))
                .map(|alias| alias.trim().to_owned());
            for name in whole.into_iter().chain(joined).chain(aliases) {
                people.add(&name, person);
            }
        }
        Ok(people)
    }

    fn add(&mut self, name: &str, person: usize) {
        let Forms(all) = forms(name, None);
        for (known, form) in self.by_form.iter_mut().zip(all) {
            let Some(form) = form else { continue };
            let of = known.entry(form).or_default();
            if !of.contains(&person) {
                of.push(person);
            }
        }
    }

    /// The names of the columns that are added, each with `person_` before it.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// What the table says of somebody, in the order of [`People::columns`].
    ///
    /// # Panics
    /// If there is nobody of that number.
    pub fn cells(&self, person: usize) -> &[Option<String>] {
        &self.people[person]
    }

    /// Who a speaker of this name and kind is. Only people and bodies with a name are looked for.
    pub fn find(&self, name: &str, kind: SpeakerType) -> Known {
        if !matches!(
            kind,
            SpeakerType::Person | SpeakerType::Organization | SpeakerType::Place
        ) {
            return Known::Nobody;
        }
        let Forms(all) = forms(name, Some(kind));
        for (known, form) in self.by_form.iter().zip(all) {
            let Some(found) = form.and_then(|form| known.get(&form)) else {
                continue;
            };
            return match found.as_slice() {
                [one] => Known::One(*one),
                _ => Known::Several,
            };
        }
        Known::Nobody
    }

    /// What the table says of a claim's or a speaker's name, in the order of [`People::columns`]; of
    /// several who speak together, all cells joined by ` | ` if each of them is known.
    pub fn known(&self, name: &str, kind: SpeakerType) -> Option<Vec<Option<String>>> {
        let one = |name: &str, kind| match self.find(name, kind) {
            Known::One(person) => Some(self.cells(person)),
            Known::Several | Known::Nobody => None,
        };
        if !name.contains(JOINED) {
            return Some(one(name, kind)?.to_vec());
        }
        let members = name.split(JOINED);
        let each = members.map(|name| {
            one(name, SpeakerType::Person).or_else(|| one(name, SpeakerType::Organization))
        });
        let each: Vec<&[Option<String>]> = each.collect::<Option<_>>()?;
        let joined = |column: usize| {
            let cells = each.iter().map(|cells| cells[column].as_deref());
            let cells: Vec<&str> = cells.map(Option::unwrap_or_default).collect();
            cells
                .iter()
                .any(|cell| !cell.is_empty())
                .then(|| cells.join(JOINED))
        };
        Some((0..self.columns.len()).map(joined).collect())
    }
}

/// The name of a column for comparison.
fn plain(column: &str) -> String {
    column.trim().to_lowercase().replace([' ', '-'], "_")
}

/// The name of a column of the user's among those of claims.
fn prefixed(column: &str) -> String {
    let column = column.trim();
    match column.starts_with(PREFIX) {
        true => column.to_owned(),
        false => format!("{PREFIX}{column}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SpeakerType::{Anonymous, Organization, Person};

    fn people(table: &[&str]) -> People {
        let rows: Vec<Vec<String>> = table
            .iter()
            .map(|line| line.split(',').map(str::to_owned).collect())
            .collect();
        let cell = |cell: &String| (!cell.is_empty()).then(|| cell.clone());
        let cells = rows[1..].iter().map(|row| row.iter().map(cell).collect());
        People::from_rows(rows[0].clone(), cells.collect()).unwrap()
    }

    #[test]
    fn titles_case_and_middle_names_do_not_count() {
        let known = people(&[
            "id,name,party,alias",
            "1,Ana P. Ruiz,Left,",
            "2,Émile Okoro Jr.,,the Bear|E. B. Okoro",
            "3,Lund Post,,The Post",
            "4,Sam Lee,,",
            "5,Sam Lee,,",
            "6,\"Moss\",,",
        ]);
        for (name, kind, expected) in [
            ("Sen. Ana Ruiz", Person, Known::One(0)),
            ("ANA P. RUIZ", Person, Known::One(0)),
            ("A. Ruiz", Person, Known::One(0)),
            ("Ruiz", Person, Known::Nobody),
            ("Bea Ruiz", Person, Known::Nobody),
            ("Emile Okoro Jr", Person, Known::One(1)),
            ("Emile Okoro", Person, Known::One(1)),
            ("E. B. Okoro", Person, Known::One(1)),
            ("the Lund Post", Organization, Known::One(2)),
            ("the Post", Organization, Known::One(2)),
            ("Sam Lee", Person, Known::Several),
            ("Ana Ruiz", Anonymous, Known::Nobody),
        ] {
            assert_eq!(known.find(name, kind), expected, "{name}");
        }
        assert_eq!(
            known.columns(),
            ["person_id", "person_name", "person_party"]
        );
        assert_eq!(known.cells(0)[2].as_deref(), Some("Left"));
        assert_eq!(known.cells(1)[2], None);
    }

    #[test]
    fn the_better_match_wins() {
        let known = people(&["id,name", "1,Ana Ruiz", "2,Ana Maria Ruiz", "3,A. Ruiz"]);
        assert_eq!(known.find("Ana Ruiz", Person), Known::One(0));
        assert_eq!(known.find("Ana Maria Ruiz", Person), Known::One(1));
        assert_eq!(known.find("Ana M. Ruiz", Person), Known::Several);
        assert_eq!(known.find("A. Ruiz", Person), Known::One(2));
    }

    #[test]
    fn rows_of_one_id_are_one_person() {
        let known = people(
            &["ID;x,First Name,Last Name", "9,Ana,Ruiz"]
                .map(|line| line.replace("ID;x", "person_id"))
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>(),
        );
        assert_eq!(known.find("Ana Ruiz", Person), Known::One(0));
        let known = people(&["id,name", "7,Ana Ruiz", "7,Ana Moss"]);
        assert_eq!(known.len(), 1);
        assert_eq!(known.find("Ana Moss", Person), Known::One(0));
        assert_eq!(known.columns(), ["person_id", "person_name"]);
    }

    #[test]
    fn of_several_all_have_to_be_known() {
        let known = people(&["id,name,party", "1,Ana Ruiz,Left", "2,Lund Post,"]);
        let cells = |name: &str| known.known(name, SpeakerType::Group);
        let both = ["1 | 2", "Ana Ruiz | Lund Post", "Left | "].map(|cell| Some(cell.to_owned()));
        assert_eq!(cells("Ana Ruiz | the Lund Post"), Some(both.to_vec()));
        assert_eq!(cells("Ana Ruiz | Bo Ek"), None);
    }

    #[test]
    fn a_table_without_ids_or_names_is_refused() {
        let refused = |header: &str| {
            let header = header.split(',').map(str::to_owned).collect();
            People::from_rows(header, Vec::new()).unwrap_err()
        };
        assert!(refused("name,party").contains("“id”"));
        assert!(refused("id,party").contains("“name”"));
    }
}

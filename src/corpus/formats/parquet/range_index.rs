//! The index of a pandas data frame, where its numbers go in equal steps: pandas keeps it in the
//! metadata of the file, and not as a column.

use ::parquet::file::metadata::FileMetaData;
use serde_json::Value;

/// A column whose cells are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RangeIndex {
    pub name: String,
    start: i64,
    step: i64,
}

impl RangeIndex {
    /// That of a file; nothing if it has none, or one without a name, which counts rows.
    pub fn of(metadata: &FileMetaData) -> Option<Self> {
        let all = metadata.key_value_metadata()?;
        let pandas = all.iter().find(|pair| pair.key == "pandas")?;
        Self::parse(pandas.value.as_deref()?)
    }

    fn parse(json: &str) -> Option<Self> {
        let json: Value = serde_json::from_str(json).ok()?;
        let index = json.get("index_columns")?.get(0)?;
        (index.get("kind")? == "range").then_some(())?;
        Some(Self {
            name: index.get("name")?.as_str()?.to_owned(),
            start: index.get("start")?.as_i64()?,
            step: index.get("step")?.as_i64()?,
        })
    }

    /// The cell of a row, counted from 1.
    pub fn cell(&self, row: u64) -> Option<String> {
        let steps = i64::try_from(row.checked_sub(1)?).ok()?;
        let cell = self.start.checked_add(self.step.checked_mul(steps)?)?;
        Some(cell.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_that_is_counted_is_a_column() {
        let json = r#"{"index_columns": [{"kind": "range", "name": "id", "start": 7, "stop": 11,
            "step": 2}]}"#;
        let index = RangeIndex::parse(json).unwrap();
        assert_eq!(
            (index.name.as_str(), index.cell(2).unwrap()),
            ("id", "9".into())
        );
        assert_eq!(index.cell(u64::MAX), None);
        for json in [
            r#"{"index_columns": ["id"]}"#,
            r#"{"index_columns": [{"kind": "range", "name": null, "start": 0, "stop": 2, "step": 1}]}"#,
            r#"{"index_columns": []}"#,
            "[]",
            "",
        ] {
            assert_eq!(RangeIndex::parse(json), None, "{json}");
        }
    }
}

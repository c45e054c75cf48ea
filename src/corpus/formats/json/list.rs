//! Where in an object the list of articles is.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use crate::corpus::fields::Fields;

/// Names under which files and services keep a list of articles, also in one another, as in
/// `response.docs`.
const LISTS: [&str; 16] = [
    "articles",
    "results",
    "items",
    "docs",
    "documents",
    "data",
    "records",
    "response",
    "stories",
    "rows",
    "entries",
    "news",
    "posts",
    "hits",
    "value",
    "corpus",
];

/// Looks for the list while an object is read, and stops the reading at its first element.
pub(super) struct Search<'f> {
    fields: &'f Fields,
    /// A record that has a text is an article, whatever else it holds.
    is_article: Cell<bool>,
    /// The byte that was read last.
    pub last: Cell<u8>,
    /// The path of the list, if there is one: the bracket of its first element was read last.
    pub found: RefCell<Option<String>>,
}

impl<'f> Search<'f> {
    pub fn new(fields: &'f Fields) -> Self {
        Self {
            fields,
            is_article: Cell::new(false),
            last: Cell::new(0),
            found: RefCell::new(None),
        }
    }

    /// Reads a value with nothing around it.
    pub fn read<'de, D: Deserializer<'de>>(&self, json: D) -> Result<(), D::Error> {
        let value = Value {
            search: self,
            path: "",
        };
        value.deserialize(json)
    }
}

/// A value that is the list, or has it in it: the one under this path.
struct Value<'s> {
    search: &'s Search<'s>,
    path: &'s str,
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut object: M) -> Result<(), M::Error> {
        let Self { search, path } = self;
        while let Some(name) = object.next_key::<String>()? {
            if search.is_article.get() {
                object.next_value::<IgnoredAny>()?;
            } else if search.fields.is_text(&name) {
                let is_there = object.next_value::<Option<IgnoredAny>>()?.is_some();
                search.is_article.set(is_there);
            } else if LISTS.contains(&name.as_str()) {
                let path = if path.is_empty() {
                    name
                } else {
                    format!("{path}.{name}")
                };
                let path = path.as_str();
                object.next_value_seed(Value { search, path })?;
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<(), S::Error> {
        list.next_element_seed(First(self))?;
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// The first element of what may be the list, of which only the first byte has been read.
struct First<'s>(Value<'s>);

impl<'de> DeserializeSeed<'de> for First<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        let Value { search, path } = self.0;
        if search.last.get() == b'{' && !search.is_article.get() {
            search.found.replace(Some(path.to_owned()));
            return Err(D::Error::custom("the list was found"));
        }
        IgnoredAny::deserialize(json).map(|_| ())
    }
}

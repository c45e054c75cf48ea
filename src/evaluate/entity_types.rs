/// The CoNLL-2003 name of an entity type, so that sets with other types can be scored by
/// the same four: `None` for numbers, dates and money, which CoNLL-2003 does not mark; a
/// type that is not known keeps its name, in capitals.
///
/// Facilities are `LOC`; nationalities, products, works, events, laws and languages `MISC`.
pub fn conll_type(name: &str) -> Option<String> {
    let known = match name.to_lowercase().replace(['_', ' '], "-").as_str() {
        "per" | "person" => "PER",
        "org" | "organization" | "organisation" | "corporation" | "group" => "ORG",
        "loc" | "location" | "gpe" | "fac" | "facility" | "city" | "country"
        | "state-or-province" => "LOC",
        "misc" | "miscellaneous" | "norp" | "product" | "event" | "language" | "law"
        | "work-of-art" | "creative-work" | "nationality" | "religion" | "ideology" => "MISC",
        "date" | "time" | "money" | "percent" | "quantity" | "cardinal" | "ordinal" | "number"
        | "duration" | "set" | "url" | "email" | "title" => return None,
        _ => return Some(name.to_uppercase()),
    };
    Some(known.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_types() {
        assert_eq!(conll_type("Facility").as_deref(), Some("LOC"));
        assert_eq!(conll_type("NORP").as_deref(), Some("MISC"));
        assert_eq!(conll_type("person").as_deref(), Some("PER"));
        assert_eq!(conll_type("WORK_OF_ART").as_deref(), Some("MISC"));
        assert_eq!(conll_type("Money"), None);
        assert_eq!(conll_type("planet").as_deref(), Some("PLANET"));
    }
}

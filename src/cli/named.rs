use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use sayso::Named;

/// Reads one of the library's choices by its name, and shows which there are.
pub fn named<T: Named>() -> impl TypedValueParser<Value = T> {
    let values = T::all().iter().map(|value| {
        // As help is written: without the last full stop.
        let about = value.about();
        PossibleValue::new(value.name()).help(about.strip_suffix('.').unwrap_or(about))
    });
    PossibleValuesParser::new(values).try_map(|name| T::named(&name))
}

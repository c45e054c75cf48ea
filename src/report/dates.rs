//! The day of an article, from its date as written.

use jiff::civil::Date;
use jiff::fmt::rfc2822;

/// Ways to write a day, apart from ISO 8601 and RFC 2822. Days and months in figures alone are
/// no part of these: 3/4/2024 is in April for some and in March for others.
const FORMATS: [&str; 8] = [
    "%Y/%m/%d",
    "%Y%m%d",
    "%d %B %Y",
    "%d %b %Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%A, %B %d, %Y",
    "%A, %d %B %Y",
];

/// The day that `written` names, in the time zone in which it is written, as `YYYY-MM-DD`; none
/// if it cannot be read for sure.
///
/// A time of day after an ISO date is passed over.
pub fn day(written: &str) -> Option<String> {
    let written = written.trim();
    let date = iso_day(written)
        .or_else(|| Some(rfc2822::parse(written).ok()?.date()))
        .or_else(|| {
            FORMATS
                .iter()
                .find_map(|format| Date::strptime(format, written).ok())
        })?;
    (1..=9999)
        .contains(&date.year())
        .then(|| date.strftime("%Y-%m-%d").to_string())
}

/// The day at the beginning of `2024-05-01`, `2024-05-01T10:00:00Z`, `2024-05-01 10:00`,
/// `20240501T100000Z`.
fn iso_day(written: &str) -> Option<Date> {
    let read = |length, format| {
        let (day, rest) = written.split_at_checked(length)?;
        let ends = rest.is_empty() || rest.starts_with(['T', 't', ' ']);
        ends.then(|| Date::strptime(format, day).ok())?
    };
    read(10, "%Y-%m-%d").or_else(|| read(8, "%Y%m%d"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_ways_to_write_a_day() {
        for written in [
            "2024-05-01",
            " 2024-05-01T23:59:59-08:00 ",
            "2024-05-01 10:00",
            "20240501T100000Z",
            "Wed, 01 May 2024 23:10:00 -0800",
            "2024/05/01",
            "20240501",
            "1 May 2024",
            "May 1, 2024",
            "Wednesday, May 1, 2024",
        ] {
            assert_eq!(day(written).as_deref(), Some("2024-05-01"), "{written}");
        }
    }

    #[test]
    fn what_is_not_sure_is_no_day() {
        for written in [
            "",
            "yesterday",
            "03/04/2024",
            "2024-13-01",
            "2024-05-012",
            "2024-05-0é1",
            "Thursday, May 1, 2024",
            "-001-05-01",
        ] {
            assert_eq!(day(written), None, "{written}");
        }
    }
}

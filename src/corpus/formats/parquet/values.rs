//! Values of all types as text: dates and times as ISO 8601, UUIDs as they are written.

use ::parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use ::parquet::data_type::{ByteArray, FixedLenByteArray, Int96};
use ::parquet::schema::types::ColumnDescriptor;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// What the values of a column mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Text or bytes, or a plain number.
    Plain,
    /// Days since 1970.
    Date,
    /// Time since 1970 in parts of a second, in UTC if it says so, else in no zone.
    Time {
        nanoseconds: i64,
        is_utc: bool,
    },
    Unsigned,
    Uuid,
    /// A whole number with so many of its digits behind the point.
    Decimal(i32),
    /// What has no text that would serve.
    Other,
}

impl Meaning {
    pub fn of(column: &ColumnDescriptor) -> Self {
        let time = |nanoseconds, is_utc| Self::Time {
            nanoseconds,
            is_utc,
        };
        match column.logical_type_ref() {
            Some(LogicalType::Date) => return Self::Date,
            Some(LogicalType::Uuid) => return Self::Uuid,
            Some(LogicalType::Decimal(of)) => return Self::Decimal(of.scale),
            Some(LogicalType::Timestamp(of)) => {
                let nanoseconds = match of.unit {
                    TimeUnit::MILLIS => 1_000_000,
                    TimeUnit::MICROS => 1_000,
                    TimeUnit::NANOS => 1,
                };
                return time(nanoseconds, of.is_adjusted_to_u_t_c);
            }
            _ => {}
        }
        match column.converted_type() {
            ConvertedType::DATE => Self::Date,
            ConvertedType::TIMESTAMP_MILLIS => time(1_000_000, true),
            ConvertedType::TIMESTAMP_MICROS => time(1_000, true),
            ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64 => Self::Unsigned,
            ConvertedType::DECIMAL => Self::Decimal(column.type_scale()),
            ConvertedType::INTERVAL => Self::Other,
            _ => Self::Plain,
        }
    }
}

/// A value that has a text, where its column has that meaning.
pub(super) trait AsText {
    fn as_text(&self, meaning: Meaning) -> Option<String>;

    /// How long a text it is, at least.
    fn length(&self) -> usize {
        0
    }
}

impl AsText for bool {
    fn as_text(&self, _: Meaning) -> Option<String> {
        Some(self.to_string())
    }
}

impl AsText for i32 {
    fn as_text(&self, meaning: Meaning) -> Option<String> {
        match meaning {
            Meaning::Date => {
                let day = Timestamp::from_second(i64::from(*self) * 86_400).ok()?;
                Some(TimeZone::UTC.to_datetime(day).date().to_string())
            }
            Meaning::Unsigned => Some((*self as u32).to_string()),
            Meaning::Decimal(scale) => decimal(i128::from(*self), scale),
            Meaning::Plain => Some(self.to_string()),
            _ => None,
        }
    }
}

impl AsText for i64 {
    fn as_text(&self, meaning: Meaning) -> Option<String> {
        match meaning {
            Meaning::Time {
                nanoseconds,
                is_utc,
            } => time(i128::from(*self) * i128::from(nanoseconds), is_utc),
            Meaning::Unsigned => Some((*self as u64).to_string()),
            Meaning::Decimal(scale) => decimal(i128::from(*self), scale),
            Meaning::Plain => Some(self.to_string()),
            _ => None,
        }
    }
}

/// An old form of a time without zone: nanoseconds of the day, and the day's Julian number.
impl AsText for Int96 {
    fn as_text(&self, _: Meaning) -> Option<String> {
        const JULIAN_1970: i128 = 2_440_588;
        let [low, high, day] = self.data().try_into().ok()?;
        let of_day = i128::from(u64::from(high) << 32 | u64::from(low));
        let days = i128::from(day) - JULIAN_1970;
        time(days * 86_400_000_000_000 + of_day, false)
    }
}

fn time(since_1970: i128, is_utc: bool) -> Option<String> {
    let time = Timestamp::from_nanosecond(since_1970).ok()?;
    Some(if is_utc {
        time.to_string()
    } else {
        TimeZone::UTC.to_datetime(time).to_string()
    })
}

impl AsText for f32 {
    fn as_text(&self, _: Meaning) -> Option<String> {
        Some(self.to_string())
    }
}

impl AsText for f64 {
    fn as_text(&self, _: Meaning) -> Option<String> {
        Some(self.to_string())
    }
}

impl AsText for ByteArray {
    fn as_text(&self, meaning: Meaning) -> Option<String> {
        match meaning {
            Meaning::Other => None,
            Meaning::Decimal(scale) => decimal(whole_number(self.data())?, scale),
            _ => std::str::from_utf8(self.data()).ok().map(str::to_owned),
        }
    }

    fn length(&self) -> usize {
        self.len()
    }
}

impl AsText for FixedLenByteArray {
    fn as_text(&self, meaning: Meaning) -> Option<String> {
        if meaning != Meaning::Uuid {
            return ByteArray::as_text(self, meaning);
        }
        let digits: String = self
            .data()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| digits.get(part));
        let parts: Option<Vec<&str>> = parts.into_iter().collect();
        parts.map(|parts| parts.join("-"))
    }
}

/// The number in some bytes, the highest first; nothing if it has more than 128 bits.
fn whole_number(bytes: &[u8]) -> Option<i128> {
    let sign = if bytes.first()? & 0x80 == 0 { 0 } else { 0xff };
    let mut whole = [sign; 16];
    let start = whole.len().checked_sub(bytes.len())?;
    whole[start..].copy_from_slice(bytes);
    Some(i128::from_be_bytes(whole))
}

fn decimal(number: i128, scale: i32) -> Option<String> {
    let scale = usize::try_from(scale).ok().filter(|&scale| scale <= 38)?;
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = scale + 1);
    let (whole, part) = digits.split_at(digits.len() - scale);
    let sign = if number < 0 { "-" } else { "" };
    let point = if scale > 0 { "." } else { "" };
    Some(format!("{sign}{whole}{point}{part}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_iso_8601_and_have_a_zone_only_if_one_was_given() {
        let time = |value: i64, nanoseconds, is_utc| {
            value.as_text(Meaning::Time {
                nanoseconds,
                is_utc,
            })
        };
        let at = 1_714_559_405;
        for (value, unit, utc) in [
            (at * 1000 + 123, 1_000_000, "2024-05-01T10:30:05.123Z"),
            (
                at * 1_000_000 + 123_456,
                1_000,
                "2024-05-01T10:30:05.123456Z",
            ),
            (
                at * 1_000_000_000 + 123_456_789,
                1,
                "2024-05-01T10:30:05.123456789Z",
            ),
            (-1_000, 1_000_000, "1969-12-31T23:59:59Z"),
        ] {
            assert_eq!(time(value, unit, true).unwrap(), utc);
            assert_eq!(time(value, unit, false).unwrap(), utc.trim_end_matches('Z'));
        }
        assert_eq!(time(i64::MAX, 1_000_000, true), None);
        assert_eq!(19_844.as_text(Meaning::Date).unwrap(), "2024-05-01");
        assert_eq!(i32::MAX.as_text(Meaning::Date), None);
        let old = Int96::from(vec![1_000_000_000, 0, 2_440_589]);
        assert_eq!(old.as_text(Meaning::Plain).unwrap(), "1970-01-02T00:00:01");
    }

    #[test]
    fn ids_of_all_types_have_a_text() {
        let uuid = FixedLenByteArray::from((0u8..16).collect::<Vec<_>>());
        let text = uuid.as_text(Meaning::Uuid).unwrap();
        assert_eq!(text, "00010203-0405-0607-0809-0a0b0c0d0e0f");
        assert_eq!(
            (-1i64).as_text(Meaning::Unsigned).unwrap(),
            u64::MAX.to_string()
        );
        assert_eq!(ByteArray::from("é").as_text(Meaning::Plain).unwrap(), "é");
        for (number, scale, text) in [(-5, 2, "-0.05"), (1250, 2, "12.50"), (7, 0, "7")] {
            assert_eq!(number.as_text(Meaning::Decimal(scale)).unwrap(), text);
        }
        let bytes = ByteArray::from(vec![0xff, 0x06]);
        assert_eq!(bytes.as_text(Meaning::Decimal(1)).unwrap(), "-25.0");
        assert_eq!(
            ByteArray::from(vec![1; 17]).as_text(Meaning::Decimal(1)),
            None
        );
        assert_eq!(ByteArray::from(vec![0xff]).as_text(Meaning::Plain), None);
    }
}

use std::ops::Range;

/// What to answer to a request for part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RangeAnswer {
    /// 200 with the whole file: no range was asked for, or one this server does not serve (several, another unit).
    Whole,
    /// 206 with these bytes and [`RangeAnswer::content_range`]. Never empty, never beyond the file.
    Part(Range<u64>),
    /// 416 with [`RangeAnswer::content_range`].
    Unsatisfiable,
}

impl RangeAnswer {
    /// The header `Content-Range` for a file of `size` bytes; nothing for the whole file.
    pub fn content_range(&self, size: u64) -> Option<String> {
        match self {
            Self::Whole => None,
            Self::Part(range) => Some(format!("bytes {}-{}/{size}", range.start, range.end.saturating_sub(1))),
            Self::Unsatisfiable => Some(format!("bytes */{size}")),
        }
    }
}

/// Reads the header `Range` for a file of `size` bytes. What cannot be read is as if it was not there.
///
/// Source: RFC 9110, section 14.
pub fn resolve_range(header: Option<&str>, size: u64) -> RangeAnswer {
    match header.and_then(single_range) {
        None => RangeAnswer::Whole,
        Some(Asked::Last(0)) => RangeAnswer::Unsatisfiable,
        Some(Asked::Last(_)) if size == 0 => RangeAnswer::Unsatisfiable,
        Some(Asked::Last(count)) => RangeAnswer::Part(size.saturating_sub(count)..size),
        Some(Asked::From(first, _)) if first >= size => RangeAnswer::Unsatisfiable,
        Some(Asked::From(first, last)) => RangeAnswer::Part(first..last.saturating_add(1).min(size)),
    }
}

enum Asked {
    /// The last so many bytes.
    Last(u64),
    /// From the first to the last place, both included.
    From(u64, u64),
}

fn single_range(header: &str) -> Option<Asked> {
    let (unit, set) = header.split_once('=')?;
    let (first, last) = set.trim().split_once('-').filter(|_| unit.trim().eq_ignore_ascii_case("bytes"))?;
    match (first, last) {
        ("", count) => number(count).map(Asked::Last),
        (first, "") => number(first).map(|first| Asked::From(first, u64::MAX)),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then_some(Asked::From(first, last))
        }
    }
}

/// Digits only; a number too large to hold lies behind the end of every file.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parts_are_cut_to_the_file() {
        assert_eq!(resolve_range(Some("bytes=0-4"), 10), RangeAnswer::Part(0..5));
        assert_eq!(resolve_range(Some("bytes=5-"), 10), RangeAnswer::Part(5..10));
        assert_eq!(resolve_range(Some("bytes=-3"), 10), RangeAnswer::Part(7..10));
        assert_eq!(resolve_range(Some("bytes=-30"), 10), RangeAnswer::Part(0..10));
        assert_eq!(resolve_range(Some("bytes=9-99999999999999999999"), 10), RangeAnswer::Part(9..10));
    }

    #[test]
    fn what_lies_behind_the_end_cannot_be_served() {
        for header in ["bytes=10-", "bytes=10-12", "bytes=-0", "bytes=99999999999999999999-"] {
            assert_eq!(resolve_range(Some(header), 10), RangeAnswer::Unsatisfiable, "{header}");
        }
        assert_eq!(resolve_range(Some("bytes=0-"), 0), RangeAnswer::Unsatisfiable);
        assert_eq!(RangeAnswer::Unsatisfiable.content_range(10).as_deref(), Some("bytes */10"));
    }

    #[test]
    fn what_cannot_be_read_is_ignored() {
        for header in
            ["", "bytes", "bytes=", "bytes=a-b", "bytes=4-2", "items=0-4", "bytes=0-1,3-4", "bytes=--1", "bytes=1-x"]
        {
            assert_eq!(resolve_range(Some(header), 10), RangeAnswer::Whole, "{header}");
        }
        assert_eq!(resolve_range(None, 10), RangeAnswer::Whole);
    }

    proptest! {
        #[test]
        fn a_part_lies_in_the_file(header in "bytes=[0-9]{0,3}-[0-9]{0,3}|.*", size in 0..500_u64) {
            if let RangeAnswer::Part(range) = resolve_range(Some(&header), size) {
                prop_assert!(range.start < range.end && range.end <= size);
            }
        }
    }
}

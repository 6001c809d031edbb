use crate::paging::query::Query;

/// `per_page` when it is missing.
pub const DEFAULT_PER_PAGE: usize = 60;
/// The most `per_page`; more is cut without a word.
pub const MAX_PER_PAGE: usize = 200;

/// Which page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// From 0. Missing, negative, or no number is 0.
    pub page: usize,
    /// How many on a page; 0 is an empty page. Missing, negative, or no number is [`DEFAULT_PER_PAGE`].
    pub per_page: usize,
}

impl Page {
    /// Reads `page` and `per_page`.
    pub fn read(query: &Query<'_>) -> Self {
        Self::of(query.number("page"), query.number("per_page"))
    }

    /// The page of numbers that came in a body.
    pub fn of(page: Option<i64>, per_page: Option<i64>) -> Self {
        let number = |number: Option<i64>| number.and_then(|number| usize::try_from(number).ok());
        let per_page = number(per_page).map_or(DEFAULT_PER_PAGE, |wished| wished.min(MAX_PER_PAGE));
        Self { page: number(page).unwrap_or(0), per_page }
    }

    /// How many entries stand before the page. Saturates.
    pub fn offset(&self) -> usize {
        self.page.saturating_mul(self.per_page)
    }
}

/// A limit between 1 and `most`; missing, not positive, or no number is `default`.
pub fn limit(wished: Option<i64>, default: usize, most: usize) -> usize {
    wished
        .and_then(|wished| usize::try_from(wished).ok())
        .filter(|&wished| wished > 0)
        .map_or(default, |wished| wished.min(most))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn odd_numbers_are_taken_kindly() {
        for (text, page, per_page) in [
            ("", 0, 60),
            ("page=1&per_page=5", 1, 5),
            ("page=-1", 0, 60),
            ("page=abc&per_page=abc", 0, 60),
            ("per_page=500", 0, 200),
            ("per_page=0", 0, 0),
            ("per_page=-5", 0, 60),
            ("page=99999999999999999999", 0, 60),
        ] {
            assert_eq!(Page::read(&Query::parse(text)), Page { page, per_page }, "{text}");
        }
    }

    proptest! {
        #[test]
        fn pages_cover_each_entry_once(length in 0..500_usize, per_page in 1..300_i64) {
            let mut seen = vec![0; length];
            for number in 0.. {
                let page = Page::of(Some(number), Some(per_page));
                if page.offset() >= length {
                    break;
                }
                let end = (page.offset() + page.per_page).min(length);
                seen[page.offset()..end].iter_mut().for_each(|count| *count += 1);
            }
            prop_assert!(seen.iter().all(|&count| count == 1));
        }

        #[test]
        fn offsets_do_not_overflow(page: i64, per_page: i64) {
            Page::of(Some(page), Some(per_page)).offset();
        }
    }
}

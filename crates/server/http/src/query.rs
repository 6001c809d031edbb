//! Query strings.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};
use countersign_primitives::TimestampMs;
use countersign_server_domain::ports::store::Page;
use countersign_server_rules::paging::{self, Query};

/// A handler's argument: the request's query, unread.
#[derive(Clone, Debug, Default)]
pub(crate) struct QueryText(String);

impl QueryText {
    /// Its parameters.
    pub(crate) fn read(&self) -> Query<'_> {
        Query::parse(&self.0)
    }
}

impl<S: Sync> FromRequestParts<S> for QueryText {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.uri.query().unwrap_or_default().to_owned()))
    }
}

/// `page` and `per_page`.
pub(crate) fn page(query: &Query<'_>) -> Page {
    whole_page(paging::Page::read(query))
}

/// A page as stores know it.
pub(crate) fn whole_page(read: paging::Page) -> Page {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Page { number: number(read.page), size: number(read.per_page) }
}

/// `limit`, between 1 and `most`.
pub(crate) fn limit(query: &Query<'_>, default: usize, most: usize) -> u32 {
    u32::try_from(paging::limit(query.number("limit"), default, most)).unwrap_or(u32::MAX)
}

/// A number between 0 and `most`; `default` when it is missing or none.
pub(crate) fn number(query: &Query<'_>, name: &str, default: usize, most: usize) -> u32 {
    let number = query.number(name).and_then(|number| usize::try_from(number).ok()).unwrap_or(default);
    u32::try_from(number.min(most)).unwrap_or(u32::MAX)
}

/// A moment in milliseconds; `None` when missing or no number.
pub(crate) fn time(query: &Query<'_>, name: &str) -> Option<TimestampMs> {
    query.number(name).map(TimestampMs)
}

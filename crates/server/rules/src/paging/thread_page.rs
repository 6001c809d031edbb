use countersign_primitives::{PostId, TimestampMs};

use crate::{
    error::{RuleError, invalid_url_param},
    paging::{page::MAX_PER_PAGE, query::Query},
};

/// In which order the replies of a thread come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThreadDirection {
    /// `down`: oldest first.
    #[default]
    Down,
    /// `up`: newest first.
    Up,
}

/// Where a page of a thread goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThreadCursor {
    /// At its beginning.
    #[default]
    Start,
    /// Behind a post, by when it was made; the post decides between those of the same millisecond.
    Created(TimestampMs, Option<PostId>),
    /// Behind a post, by when it last changed; only what changed.
    Updated(TimestampMs, Option<PostId>),
}

/// Which part of a thread is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ThreadPage {
    /// How many replies; `None` is all, and then `has_next` is not told.
    pub per_page: Option<usize>,
    /// Order.
    pub direction: ThreadDirection,
    /// Where to go on.
    pub cursor: ThreadCursor,
}

/// Reads the parameters of `GET /posts/{id}/thread`. `fromCreateAt=0` is no cursor.
///
/// # Errors
/// 400: `perPage` above 200 or below 0, a direction that is none, `fromPost` without a time, both times, `updatesOnly`
/// without `fromUpdateAt` or upwards.
pub fn thread_page(query: &Query<'_>) -> Result<ThreadPage, RuleError> {
    let refuse = |name: &str| Err(invalid_url_param(name));
    let per_page = match query.get("perPage").map(str::parse::<usize>) {
        None => None,
        Some(Ok(wished)) if wished <= MAX_PER_PAGE => Some(wished).filter(|&wished| wished > 0),
        Some(_) => return refuse("perPage"),
    };
    let direction = match query.get("direction") {
        None | Some("down") => ThreadDirection::Down,
        Some("up") => ThreadDirection::Up,
        Some(_) => return refuse("direction"),
    };
    let time = |name: &str| match query.get(name).map(str::parse::<i64>) {
        None | Some(Ok(0)) => Ok(None),
        Some(Ok(time)) if time > 0 => Ok(Some(TimestampMs(time))),
        Some(_) => Err(invalid_url_param(name)),
    };
    let post = query.get("fromPost").map(str::parse).transpose().map_err(|_| invalid_url_param("fromPost"))?;
    let updates_only = query.is_true("updatesOnly");
    let cursor = match (time("fromCreateAt")?, time("fromUpdateAt")?) {
        (Some(_), Some(_)) => return refuse("fromUpdateAt"),
        (Some(created), None) => ThreadCursor::Created(created, post),
        (None, Some(updated)) => ThreadCursor::Updated(updated, post),
        (None, None) if post.is_some() => return refuse("fromPost"),
        (None, None) => ThreadCursor::Start,
    };
    let has_update = matches!(cursor, ThreadCursor::Updated(..));
    if updates_only && (!has_update || direction == ThreadDirection::Up) {
        return refuse("updatesOnly");
    }
    Ok(ThreadPage { per_page, direction, cursor })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_that_do_not_go_together_are_refused() {
        for (text, good) in [
            ("", true),
            ("perPage=60&fromCreateAt=0&direction=up", true),
            ("perPage=200", true),
            ("perPage=201", false),
            ("perPage=-1", false),
            ("direction=left", false),
            ("fromPost=iqcx3qc9sbbt6ocshszfqgq6ci", false),
            ("fromPost=iqcx3qc9sbbt6ocshszfqgq6ci&fromCreateAt=5", true),
            ("fromCreateAt=5&fromUpdateAt=5", false),
            ("updatesOnly=true", false),
            ("updatesOnly=true&fromUpdateAt=5", true),
            ("updatesOnly=true&fromUpdateAt=5&direction=up", false),
        ] {
            assert_eq!(thread_page(&Query::parse(text)).is_ok(), good, "{text}");
        }
    }
}

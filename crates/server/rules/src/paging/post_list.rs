use countersign_primitives::{PostId, TimestampMs};

use crate::{
    error::{RuleError, invalid_body_param},
    paging::query::Query,
};

/// Which posts of a channel are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostListMode {
    /// The newest, page by page.
    Pages,
    /// What changed since a moment, deleted posts included.
    Since(TimestampMs),
    /// What is older than a post.
    Before(PostId),
    /// What is newer than a post.
    After(PostId),
}

/// Reads `since`, `after` and `before`; the first that is there counts. A `since` of 0 is none.
///
/// # Errors
/// 400 when `since` is no number or below 0, or an id is none.
pub fn post_list_mode(query: &Query<'_>) -> Result<PostListMode, RuleError> {
    let id = |name: &str| query.get(name).map(|text| text.parse().map_err(|_| invalid_body_param(name))).transpose();
    let since = match query.get("since").map(str::parse::<i64>) {
        None => 0,
        Some(Ok(since)) if since >= 0 => since,
        Some(_) => return Err(invalid_body_param("since")),
    };
    let (after, before) = (id("after")?, id("before")?);
    Ok(match (since, after, before) {
        (1.., _, _) => PostListMode::Since(TimestampMs(since)),
        (_, Some(after), _) => PostListMode::After(after),
        (_, None, Some(before)) => PostListMode::Before(before),
        (_, None, None) => PostListMode::Pages,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_parameter_decides() {
        let id = "iqcx3qc9sbbt6ocshszfqgq6ci";
        let mode = |text: &str| post_list_mode(&Query::parse(text));
        assert_eq!(mode("before=&page=0"), Ok(PostListMode::Pages));
        assert_eq!(mode("since=5"), Ok(PostListMode::Since(TimestampMs(5))));
        assert_eq!(mode(&format!("before={id}&after={id}")), Ok(PostListMode::After(id.parse().unwrap())));
        assert_eq!(mode("since=abc"), Err(invalid_body_param("since")));
        assert_eq!(mode("before=short"), Err(invalid_body_param("before")));
    }
}

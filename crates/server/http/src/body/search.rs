use countersign_primitives::TeamId;
use countersign_server_domain::{ports::store::Page, posts::SearchRequest};
use countersign_server_rules::paging::{DEFAULT_PER_PAGE, MAX_PER_PAGE};
use serde::Deserialize;

/// No clock is further from UTC than a day.
const MAX_OFFSET_SECS: i64 = 86_400;

/// What is searched, in posts or files.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct SearchBody {
    terms: String,
    is_or_search: bool,
    include_deleted_channels: bool,
    time_zone_offset: i64,
    page: u32,
    per_page: Option<usize>,
}

impl SearchBody {
    /// The search in one team, or in all.
    pub(crate) fn request(self, team_id: Option<TeamId>) -> SearchRequest {
        let size = self.per_page.unwrap_or(DEFAULT_PER_PAGE).min(MAX_PER_PAGE);
        SearchRequest {
            team_id,
            terms: self.terms,
            any: self.is_or_search,
            with_archived: self.include_deleted_channels,
            time_zone_offset_secs: self.time_zone_offset.clamp(-MAX_OFFSET_SECS, MAX_OFFSET_SECS),
            page: Page { number: self.page, size: u32::try_from(size).unwrap_or(u32::MAX) },
        }
    }
}

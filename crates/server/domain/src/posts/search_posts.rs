use countersign_primitives::{ChannelId, TeamId, TimestampMs, UserId};
use countersign_server_rules::{
    error::invalid_body_param,
    names::direct_channel_name,
    permissions::{Action, Target},
    search::{ChannelRef, DateRelation, SearchQuery, Sided, parse_search},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{ChannelState, PostPage},
    ports::store::{ChannelFilter, Page, PostSearch, SearchSpan, StoreResult},
    posts::view::{PostListView, ThreadDetail, view},
};

/// Most texts of one search.
const MAX_TERMS: usize = 64;

/// A search, as a client sends it.
#[derive(Clone, Debug)]
pub struct SearchRequest {
    /// In this team and in direct and group messages; `None` for all teams.
    pub team_id: Option<TeamId>,
    /// The search field: see [`countersign_server_rules::search`].
    pub terms: String,
    /// Whether one of the texts is enough.
    pub any: bool,
    /// Whether archived channels are searched.
    pub with_archived: bool,
    /// How far the caller's clock is ahead of UTC, in seconds: days begin by it.
    pub time_zone_offset_secs: i64,
    /// Which part of the list.
    pub page: Page,
}

/// Posts of the caller's channels that hold the texts, newest first.
///
/// # Errors
/// 400 for a search field that asks for nothing or too much, 403 in a team that the caller may not see.
pub async fn search_posts(domain: &Domain, caller: &Caller, request: SearchRequest) -> Result<PostListView> {
    require(domain, caller, &request).await?;
    let query = read(&request)?;
    let Some(search) = resolve(domain, caller, &request, query).await? else { return Ok(PostListView::default()) };
    let posts = domain.store().search_posts(search).await?;
    let order = posts.iter().map(|post| post.id).collect();
    view(domain, caller, PostPage { order, posts, ..PostPage::default() }, ThreadDetail::None).await
}

/// The search with names looked up, and the extensions it names, for finding what posts carry; `None` when it can find
/// nothing.
///
/// # Errors
/// As [`search_posts`].
pub(crate) async fn resolve_search(
    domain: &Domain,
    caller: &Caller,
    request: &SearchRequest,
) -> Result<Option<(PostSearch, Vec<Sided<String>>)>> {
    require(domain, caller, request).await?;
    let mut query = read(request)?;
    let extensions = std::mem::take(&mut query.extensions);
    let only_extensions = query.is_empty() && !extensions.is_empty();
    if only_extensions {
        let channels = channels(domain, caller, request, &query).await?;
        let search = PostSearch {
            channels,
            from: Vec::new(),
            not_from: Vec::new(),
            spans: Vec::new(),
            terms: Vec::new(),
            any: request.any,
            page: request.page,
        };
        return Ok(Some((search, extensions)));
    }
    let search = resolve(domain, caller, request, query).await?;
    Ok(search.map(|search| (search, extensions)))
}

async fn require(domain: &Domain, caller: &Caller, request: &SearchRequest) -> Result<()> {
    if let Some(team_id) = request.team_id {
        domain.require_in_team(caller, team_id, Action::SearchTeam, Target::other()).await?;
    }
    Ok(())
}

fn read(request: &SearchRequest) -> Result<SearchQuery> {
    let query = parse_search(&request.terms)?;
    if query.terms.len() > MAX_TERMS { Err(invalid_body_param("terms").into()) } else { Ok(query) }
}

/// The search with names looked up; `None` when it can find nothing.
async fn resolve(
    domain: &Domain,
    caller: &Caller,
    request: &SearchRequest,
    query: SearchQuery,
) -> Result<Option<PostSearch>> {
    let (from, not_from) = authors(domain, &query).await?;
    let wants_author = query.from.iter().any(|from| !from.excluded);
    let channels = channels(domain, caller, request, &query).await?;
    let asks_nothing =
        query.terms.is_empty() && query.from.is_empty() && query.channels.is_empty() && query.dates.is_empty();
    if channels.is_empty() || asks_nothing || (wants_author && from.is_empty()) {
        return Ok(None);
    }
    let spans = query.dates.iter().map(|date| span(date.what.0, date, request.time_zone_offset_secs)).collect();
    Ok(Some(PostSearch { channels, from, not_from, spans, terms: query.terms, any: request.any, page: request.page }))
}

fn span(
    relation: DateRelation,
    date: &Sided<(DateRelation, countersign_server_rules::search::SearchDate)>,
    offset_secs: i64,
) -> SearchSpan {
    let day = date.what.1.range(offset_secs);
    let (from, until): (Option<TimestampMs>, Option<TimestampMs>) = match relation {
        DateRelation::Before => (None, Some(day.start)),
        DateRelation::After => (Some(day.end), None),
        DateRelation::On => (Some(day.start), Some(day.end)),
    };
    SearchSpan { from, until, excluded: date.excluded }
}

async fn authors(domain: &Domain, query: &SearchQuery) -> StoreResult<(Vec<UserId>, Vec<UserId>)> {
    let names: Vec<String> = query.from.iter().map(|from| from.what.clone()).collect();
    if names.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let users = domain.store().users_by_names(&names).await?;
    let of = |excluded: bool| -> Vec<UserId> {
        let is_named = |name: &str| query.from.iter().any(|from| from.excluded == excluded && from.what == name);
        users.iter().filter(|user| is_named(&user.username)).map(|user| user.id).collect()
    };
    Ok((of(false), of(true)))
}

/// The caller's channels that the search names, or all of them.
async fn channels(
    domain: &Domain,
    caller: &Caller,
    request: &SearchRequest,
    query: &SearchQuery,
) -> Result<Vec<ChannelId>> {
    let deleted_since = request.with_archived.then_some(TimestampMs::ZERO);
    let filter = ChannelFilter { team_id: request.team_id, deleted_since };
    let own = domain.store().channels_of(caller.user_id(), filter).await?;
    let mut wanted = Vec::new();
    let mut unwanted = Vec::new();
    for named in &query.channels {
        let list = if named.excluded { &mut unwanted } else { &mut wanted };
        list.extend(names(domain, caller, &named.what).await?);
    }
    let narrowed = query.channels.iter().any(|named| !named.excluded);
    let is_in = |state: &ChannelState, names: &[String]| {
        names.iter().any(|name| state.channel.name == *name || state.channel.id.as_str() == name)
    };
    let kept = own.iter().filter(|state| (!narrowed || is_in(state, &wanted)) && !is_in(state, &unwanted));
    Ok(kept.map(|state| state.channel.id).collect())
}

/// Names of the channels that are meant.
async fn names(domain: &Domain, caller: &Caller, meant: &ChannelRef) -> StoreResult<Vec<String>> {
    let people = match meant {
        ChannelRef::Named(name) => return Ok(vec![name.clone()]),
        ChannelRef::DirectWith(people) => people,
    };
    let people: Vec<String> = people.split(',').map(|name| name.trim().to_owned()).collect();
    let users = domain.store().users_by_names(&people).await?;
    Ok(users.iter().map(|user| direct_channel_name(caller.user_id(), user.id)).collect())
}

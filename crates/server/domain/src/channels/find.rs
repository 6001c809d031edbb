use std::collections::{HashMap, HashSet};

use countersign_primitives::{ChannelId, TeamId};
use countersign_server_rules::{
    channel::ChannelKind,
    permissions::{Action, Target, check},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{ChannelState, Team},
    ports::store::{ChannelPool, ChannelSearch, EveryChannel, Page},
};

/// How many channels a search shows.
const MOST: Page = Page { number: 0, size: 100 };

/// Public channels of a team by a part of name, display name or purpose; for those who may not list them, their own.
///
/// # Errors
/// 403 in a team that the caller is not in.
pub async fn search_team_channels(
    domain: &Domain,
    caller: &Caller,
    team_id: TeamId,
    term: &str,
) -> Result<Vec<ChannelState>> {
    let access = domain.access_in_team(caller, team_id).await?;
    let lists = check(caller.user_id(), &access, Action::ListTeamChannels, Target::other()).is_ok();
    if !lists {
        domain.require_in_team(caller, team_id, Action::ViewTeam, Target::other()).await?;
    }
    let pool = if lists { ChannelPool::Public } else { ChannelPool::Of(caller.user_id()) };
    find(domain, pool, Some(team_id), term, MOST).await
}

/// Archived channels of a team: public ones, and private ones the caller is in.
///
/// # Errors
/// 403 when the caller may not list them.
pub async fn archived_channels(
    domain: &Domain,
    caller: &Caller,
    team_id: TeamId,
    term: &str,
    page: Page,
) -> Result<Vec<ChannelState>> {
    domain.require_in_team(caller, team_id, Action::ListTeamChannels, Target::other()).await?;
    find(domain, ChannelPool::Archived(caller.user_id()), Some(team_id), term, page).await
}

/// Channels of a team to offer while somebody types a name: to mention, public ones and the caller's own; to search
/// in, the caller's own only, conversations, too.
///
/// # Errors
/// 403 in a team that the caller is not in.
pub async fn autocomplete_channels(
    domain: &Domain,
    caller: &Caller,
    team_id: TeamId,
    term: &str,
    to_search_in: bool,
) -> Result<Vec<ChannelState>> {
    domain.require_in_team(caller, team_id, Action::ListTeamChannels, Target::other()).await?;
    let me = caller.user_id();
    let pool = if to_search_in { ChannelPool::Of(me) } else { ChannelPool::PublicOrOf(me) };
    find(domain, pool, Some(team_id), term, Page { number: 0, size: 50 }).await
}

/// The caller's own channels of all teams.
///
/// # Errors
/// The store does not work.
pub async fn search_own_channels(domain: &Domain, caller: &Caller, term: &str) -> Result<Vec<ChannelState>> {
    find(domain, ChannelPool::Of(caller.user_id()), None, term, MOST).await
}

/// Which channels of all teams to list.
#[derive(Clone, Debug, Default)]
pub struct EveryChannelQuery {
    /// A part of name, display name or purpose; empty for all.
    pub term: String,
    /// Of these teams; empty for all.
    pub teams: Vec<TeamId>,
    /// Of which kind, and what of archived ones.
    pub every: EveryChannel,
}

/// Channels of all teams, for those who administrate them.
///
/// # Errors
/// 403 for everybody else.
pub async fn list_every_channel(
    domain: &Domain,
    caller: &Caller,
    query: EveryChannelQuery,
    page: Page,
) -> Result<Vec<ChannelState>> {
    domain.require(caller, Action::ListAllChannels, Target::other())?;
    Ok(domain.store().find_channels(query.search(page)).await?)
}

/// How many there are on all pages together.
///
/// # Errors
/// 403 for everybody but those who administrate channels.
pub async fn count_every_channel(domain: &Domain, caller: &Caller, query: EveryChannelQuery) -> Result<i64> {
    domain.require(caller, Action::ListAllChannels, Target::other())?;
    Ok(domain.store().count_channels(query.search(MOST)).await?)
}

impl EveryChannelQuery {
    fn search(self, page: Page) -> ChannelSearch {
        let term = self.term.trim().to_lowercase();
        ChannelSearch { pool: ChannelPool::Every(self.every), teams: self.teams, term, page }
    }
}

/// A page of a team's private channels, for administrators.
///
/// # Errors
/// 403 for everybody else.
pub async fn private_channels(
    domain: &Domain,
    caller: &Caller,
    team_id: TeamId,
    page: Page,
) -> Result<Vec<ChannelState>> {
    domain.require(caller, Action::ManageServer, Target::other())?;
    let every = EveryChannel { kind: Some(ChannelKind::Private), ..EveryChannel::default() };
    find(domain, ChannelPool::Every(every), Some(team_id), "", page).await
}

/// Those of the channels that are public channels of the team.
///
/// # Errors
/// 403 in a team that the caller may not see.
pub async fn channels_by_ids(
    domain: &Domain,
    caller: &Caller,
    team_id: TeamId,
    ids: &[ChannelId],
) -> Result<Vec<ChannelState>> {
    domain.require_in_team(caller, team_id, Action::ViewTeam, Target::other()).await?;
    let mut found = Vec::new();
    for &id in ids {
        let Some(state) = domain.store().channel(id).await? else { continue };
        let is_public = state.channel.kind == ChannelKind::Public && !state.channel.is_archived();
        if is_public && state.channel.team_id == Some(team_id) {
            found.push(state);
        }
    }
    Ok(found)
}

/// Channels of several teams with the team of each; conversations are in none.
///
/// # Errors
/// The store does not work.
pub async fn with_teams(domain: &Domain, channels: Vec<ChannelState>) -> Result<Vec<(ChannelState, Option<Team>)>> {
    let mut teams = HashMap::new();
    for team_id in channels.iter().filter_map(|state| state.channel.team_id).collect::<HashSet<TeamId>>() {
        if let Some(team) = domain.store().team(team_id).await? {
            teams.insert(team_id, team);
        }
    }
    let team_of = |state: &ChannelState| state.channel.team_id.and_then(|id| teams.get(&id)).cloned();
    Ok(channels.into_iter().map(|state| (state.clone(), team_of(&state))).collect())
}

async fn find(
    domain: &Domain,
    pool: ChannelPool,
    team_id: Option<TeamId>,
    term: &str,
    page: Page,
) -> Result<Vec<ChannelState>> {
    let teams = Vec::from_iter(team_id);
    let search = ChannelSearch { pool, teams, term: term.trim().to_lowercase(), page };
    Ok(domain.store().find_channels(search).await?)
}

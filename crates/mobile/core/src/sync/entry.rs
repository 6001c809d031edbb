use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::try_join_all;

use countersign_mobile_store::{CategoryRow, ChannelRow, Setting, TeamRow};
use countersign_primitives::{ChannelId, TeamId};
use countersign_wire_api::{AttachDeviceRequest, Channel, ChannelMember, Preference};

use super::people::refresh_people;
use crate::{
    api::ApiError,
    app::{Account, App, Change},
    convert,
    error::CoreError,
};

/// Everything the server's lists say, gathered before anything is written: a list that is missing changes nothing.
struct Lists {
    teams: Vec<TeamRow>,
    team: Option<TeamId>,
    channels: BTreeMap<ChannelId, ChannelRow>,
    categories: Vec<(TeamId, Vec<CategoryRow>)>,
}

/// Syncs the lists: with `everything` also device, config and preferences, as after signing in, at a cold start and
/// after events were missed.
///
/// Source: `mattermost/mattermost-mobile` `app/actions/remote/entry`.
pub(crate) async fn entry(app: &App, account: &Account, everything: bool) -> Result<(), CoreError> {
    if everything {
        attach_device(app, account).await?;
        refresh_config(app, account).await?;
    }
    let lists = gather(account).await?;
    let me = account.api.me().await?;
    account.store.write(|write| {
        write.put_people([&convert::person(&me)])?;
        write.replace_teams(&lists.teams)?;
        write.set(Setting::TeamId, lists.team.as_ref().map(TeamId::as_str))?;
        write.put_channels(lists.channels.values())?;
        write.keep_channels(&lists.channels.keys().copied().collect())?;
        for (team, categories) in &lists.categories {
            write.replace_categories(*team, categories)?;
        }
        Ok(())
    })?;
    app.count_badge(account)?;
    app.announce(Change::Channels);
    refresh_people(app, account).await
}

/// Tells the server where pushes of this session go.
async fn attach_device(app: &App, account: &Account) -> Result<(), CoreError> {
    let tokens = &app.host.push_tokens;
    let request = AttachDeviceRequest {
        device_id: tokens.current().map(|device| device.as_str().to_owned()),
        voip_device_id: None,
        device_notification_disabled: Some((!tokens.notifications_allowed()).to_string()),
        mobile_version: Some(app.identity.version.clone()),
    };
    match account.api.attach_device(&request).await {
        Err(error) if error.is_not_offered() || error.status() == Some(400) => Ok(()),
        done => Ok(done.map(drop)?),
    }
}

async fn refresh_config(app: &App, account: &Account) -> Result<(), CoreError> {
    let (config, preferences) = tokio::try_join!(account.api.client_config(), account.api.preferences())?;
    // The licence decides nothing yet; asked for because servers expect it in this place.
    if let Err(error) = account.api.client_license().await
        && !error.is_not_offered()
    {
        return Err(error.into());
    }
    account.store.write(|write| {
        write.replace_client_config(&config.0)?;
        write.clear_preferences()?;
        write.put_preferences(preferences.iter().map(texts))
    })?;
    account.refresh_facts()?;
    app.announce(Change::State);
    Ok(())
}

async fn gather(account: &Account) -> Result<Lists, CoreError> {
    let api = &account.api;
    let (teams, members) = tokio::try_join!(api.teams(), api.team_members())?;
    let member_of: BTreeSet<_> =
        members.iter().filter(|member| member.delete_at.is_zero()).map(|member| member.team_id).collect();
    let teams: Vec<_> = teams
        .iter()
        .filter(|team| team.delete_at.is_zero() && member_of.contains(&team.id))
        .map(convert::team)
        .collect();
    let team = initial_team(account, &teams)?;
    let mut channels = BTreeMap::new();
    let mut categories = Vec::new();
    for (team, found, sidebar) in try_join_all(teams.iter().map(|team| channels_of(account, team.id))).await? {
        channels.extend(found.into_iter().map(|channel| (channel.id, channel)));
        categories.push((team, sidebar));
    }
    Ok(Lists { teams, team, channels, categories })
}

/// A team's channels and the account's direct and group channels, and its sidebar.
async fn channels_of(account: &Account, team: TeamId) -> Result<(TeamId, Vec<ChannelRow>, Vec<CategoryRow>), ApiError> {
    let api = &account.api;
    let (channels, members) = tokio::try_join!(api.channels(team), api.channel_members(team)).or_else(none_yet)?;
    let categories = match api.categories(team).await {
        Ok(sidebar) => in_order(&sidebar),
        Err(error) if error.is_not_offered() => Vec::new(),
        Err(error) => return Err(error),
    };
    let members: BTreeMap<_, _> = members.into_iter().map(|member| (member.channel_id, member)).collect();
    // A membership without its channel, and a channel without membership, are of no use.
    let rows = channels.iter().filter_map(|channel| Some(convert::channel(channel, members.get(&channel.id)?)));
    Ok((team, rows.collect(), categories))
}

/// The incumbent answers 404 when there is no channel at all.
fn none_yet(error: ApiError) -> Result<(Vec<Channel>, Vec<ChannelMember>), ApiError> {
    match error {
        ApiError::Refused { status: 404, ref id, .. } if id == "app.channel.get_channels.not_found.app_error" => {
            Ok((Vec::new(), Vec::new()))
        }
        other => Err(other),
    }
}

fn in_order(sidebar: &countersign_wire_api::SidebarCategories) -> Vec<CategoryRow> {
    let mut categories: BTreeMap<_, _> =
        sidebar.categories.iter().map(|category| (category.id.clone(), convert::category(category))).collect();
    let mut ordered: Vec<_> = sidebar.order.iter().filter_map(|id| categories.remove(id)).collect();
    ordered.extend(categories.into_values());
    ordered
}

/// The team shown before while one is a member, else by the user's order, else the server's primary team, else by name.
fn initial_team(account: &Account, teams: &[TeamRow]) -> Result<Option<TeamId>, CoreError> {
    let (shown, order, mut config) = account.store.read(|read| {
        Ok((read.setting(Setting::TeamId)?, read.preference("teams_order", "")?, read.client_config()?))
    })?;
    let primary = config.remove("ExperimentalPrimaryTeam").unwrap_or_default();
    let order = order.unwrap_or_default();
    let by_id = |id: &str| teams.iter().find(|team| team.id.as_str() == id);
    let team = shown
        .as_deref()
        .and_then(by_id)
        .or_else(|| order.split(',').find_map(by_id))
        .or_else(|| teams.iter().find(|team| !primary.is_empty() && team.name.eq_ignore_ascii_case(&primary)))
        .or_else(|| teams.iter().min_by_key(|team| team.display_name.to_lowercase()));
    Ok(team.map(|team| team.id))
}

fn texts(preference: &Preference) -> (&str, &str, &str) {
    (&preference.category, &preference.name, &preference.value)
}

use std::sync::Arc;

use countersign_primitives::{ChannelId, TeamId, UserId};
use countersign_server_rules::{
    channel::ChannelKind,
    error::known,
    names::{ChannelTexts, check_channel},
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    channels::change_channel::store_change,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    model::ChannelState,
    ports::store::{ChannelChange, Page},
    posts::{Notice, post_notice},
};

/// Group messages have at most eight members.
const MEMBERS: Page = Page { number: 0, size: 16 };

/// Makes a group message a private channel of a team that all its members are in. Posts and members stay.
///
/// # Errors
/// 404 without such a channel, 403 where the caller may not see it or may make no private channels in the team, 400 for
/// other channels, members outside the team, texts that may not be and a name that is taken.
pub async fn convert_group(
    domain: &Domain,
    caller: &Caller,
    channel_id: ChannelId,
    team_id: TeamId,
    name: String,
    display_name: String,
) -> Result<ChannelState> {
    let before = domain.channel(channel_id).await?;
    domain.require_in_channel(caller, &before, Action::ReadChannel, Target::other()).await?;
    if before.kind != ChannelKind::Group {
        return Err(known::CHANNEL_GROUP_MESSAGE_CONVERSION_CHANNEL_TYPE.into());
    }
    let target = Target::other().in_channel(ChannelKind::Private);
    domain.require_in_team(caller, team_id, Action::CreateChannel, target).await?;
    let texts = ChannelTexts { name: &name, display_name: &display_name, header: &before.header, purpose: "" };
    check_channel(&texts)?;
    let members = domain.store().channel_members(channel_id, MEMBERS).await?;
    let ids: Vec<UserId> = members.iter().map(|member| member.user_id).collect();
    for &user_id in &ids {
        let member = domain.team_membership(team_id, user_id).await?;
        member.ok_or(known::CHANNEL_GROUP_MESSAGE_CONVERSION_MEMBERS)?;
    }
    let change = ChannelChange {
        name: Some(name),
        display_name: Some(display_name),
        kind: Some(ChannelKind::Private),
        team_id: Some(team_id),
        ..ChannelChange::default()
    };
    let state = store_change(domain, channel_id, change).await?;
    domain.say(EventKind::ChannelUpdated(Box::new(state.clone())), Audience::channel(channel_id)).await;
    let users = domain.store().users_by_ids(&ids).await?;
    let mut names: Vec<&str> = users.iter().map(|user| user.username.as_str()).collect();
    names.sort_unstable();
    let notice = Notice::FromGroup(&names);
    post_notice(domain, &Arc::new(state.channel.clone()), &caller.user, &notice).await?;
    Ok(state)
}

use std::sync::Arc;

use countersign_primitives::{ChannelId, TeamId, TimestampMs, UserId};
use countersign_server_rules::{
    channel::ChannelKind,
    error::known,
    names::{ChannelTexts, check_new_channel},
    notify_props::channel_member_defaults,
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    model::{Channel, ChannelMember, ChannelState, ChannelTotals},
    ports::store::{ChannelPool, ChannelSearch, EveryChannel, Page},
    posts::{Notice, post_notice},
};

/// A channel to make.
#[derive(Clone, Debug, Default)]
pub struct NewChannel {
    /// In which team; `None` when the client named none.
    pub team_id: Option<TeamId>,
    /// `O` or `P`.
    pub kind: String,
    /// For addresses.
    pub name: String,
    /// For people.
    pub display_name: String,
    /// Shown on top.
    pub header: String,
    /// What it is for.
    pub purpose: String,
}

/// Makes a public or private channel; its maker is its administrator.
///
/// # Errors
/// 400 for texts that may not be and names that are taken, 403 where the caller may not make channels.
pub async fn create_channel(domain: &Domain, caller: &Caller, new: NewChannel) -> Result<ChannelState> {
    let texts =
        ChannelTexts { name: &new.name, display_name: &new.display_name, header: &new.header, purpose: &new.purpose };
    let kind = ChannelKind::parse(&new.kind);
    if let (Some(team_id), Some(kind)) = (new.team_id, kind)
        && !kind.is_direct_or_group()
    {
        let target = Target::other().in_channel(kind);
        domain.require_in_team(caller, team_id, Action::CreateChannel, target).await?;
    }
    let kind = check_new_channel(new.team_id.is_some(), &new.kind, &texts)?;
    require_room(domain, new.team_id).await?;
    let mut channel = new_channel(domain, new.team_id, kind, &new.name, &new.display_name);
    channel.header = new.header;
    channel.purpose = new.purpose;
    channel.creator_id = Some(caller.user_id());
    let member = new_member(channel.id, caller.user_id(), true, channel.create_at);
    let created = domain.store().create_channel(channel.clone(), vec![member]).await?;
    created.map_err(|_| known::CHANNEL_SAVE_CHANNEL_EXISTS)?;
    domain.member_changed(channel.id, caller.user_id()).await?;
    tell(domain, caller, &channel).await?;
    Ok(ChannelState { channel, totals: ChannelTotals::default() })
}

/// Whether a team may have one channel more.
async fn require_room(domain: &Domain, team_id: Option<TeamId>) -> Result<()> {
    let most = domain.settings().team_settings.max_channels_per_team;
    let Some(team_id) = team_id.filter(|_| most > 0) else { return Ok(()) };
    let pool = ChannelPool::Every(EveryChannel::default());
    let page = Page { number: 0, size: 0 };
    let all = ChannelSearch { pool, teams: vec![team_id], term: String::new(), page };
    let count = domain.store().count_channels(all).await?;
    if count < most { Ok(()) } else { Err(known::CHANNEL_CREATE_CHANNEL_MAX_CHANNEL_LIMIT.into()) }
}

async fn tell(domain: &Domain, caller: &Caller, channel: &Channel) -> Result<()> {
    post_notice(domain, &Arc::new(channel.clone()), &caller.user, &Notice::Joined).await?;
    if let Some(team_id) = channel.team_id {
        let created = EventKind::ChannelCreated { channel_id: channel.id, team_id };
        domain.say(created, Audience::user(caller.user_id())).await;
    }
    Ok(())
}

/// A channel without a maker, header or purpose.
pub(crate) fn new_channel(
    domain: &Domain,
    team_id: Option<TeamId>,
    kind: ChannelKind,
    name: &str,
    display_name: &str,
) -> Channel {
    let now = domain.now();
    Channel {
        id: ChannelId::generate(domain.random().as_ref()),
        create_at: now,
        update_at: now,
        delete_at: TimestampMs::ZERO,
        team_id,
        kind,
        display_name: display_name.to_owned(),
        name: name.to_owned(),
        header: String::new(),
        purpose: String::new(),
        creator_id: None,
    }
}

/// A new membership with the usual settings.
pub(crate) fn new_member(channel_id: ChannelId, user_id: UserId, is_admin: bool, now: TimestampMs) -> ChannelMember {
    ChannelMember::new(channel_id, user_id, is_admin, channel_member_defaults(), now)
}

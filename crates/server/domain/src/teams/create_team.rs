use std::sync::Arc;

use countersign_primitives::{TeamId, TimestampMs};
use countersign_server_rules::{
    channel::ChannelKind,
    error::known,
    names::{TeamTexts, check_team},
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    channels::{new_channel, new_member},
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    model::{Channel, Team, TeamMember},
    ports::{bus::Change, store::NewTeam},
    posts::{Notice, post_notice},
    teams::get_team::SeenTeam,
};

/// A team to make.
#[derive(Clone, Debug, Default)]
pub struct NewTeamRequest {
    /// For addresses.
    pub name: String,
    /// For people.
    pub display_name: String,
    /// `O` or `I`.
    pub kind: String,
    /// What it is for.
    pub description: String,
    /// Company.
    pub company_name: String,
    /// Domains of addresses that may join.
    pub allowed_domains: String,
    /// Whether anybody on the server may join.
    pub allow_open_invite: bool,
}

/// The channels every team starts with: name and display name.
const CHANNELS: [(&str, &str); 2] = [("town-square", "Town Square"), ("off-topic", "Off-Topic")];

/// Makes a team with its two channels; its maker is its administrator.
///
/// # Errors
/// 403 when the caller may not make teams, 400 for texts that may not be and names that are taken.
pub async fn create_team(domain: &Domain, caller: &Caller, new: NewTeamRequest) -> Result<SeenTeam> {
    domain.require(caller, Action::CreateTeam, Target::other())?;
    check_team(&TeamTexts {
        name: &new.name,
        display_name: &new.display_name,
        kind: &new.kind,
        description: &new.description,
        company_name: &new.company_name,
        allowed_domains: &new.allowed_domains,
    })?;
    let team = team(domain, caller, new);
    let made = |&(name, display_name): &(&str, &str)| {
        new_channel(domain, Some(team.id), ChannelKind::Public, name, display_name)
    };
    let channels: Vec<Channel> = CHANNELS.iter().map(made).collect();
    let me = caller.user_id();
    let member = TeamMember::new(team.id, me, true, team.create_at);
    let of = channels.iter().map(|channel| new_member(channel.id, me, true, team.create_at)).collect();
    let square = channels.first().cloned().map(Arc::new);
    let new = NewTeam { team: team.clone(), channels, first_member: Some((member.clone(), of)) };
    domain.store().create_team(new).await?.map_err(|_| known::TEAM_SAVE_TEAM_EXISTING)?;
    domain.changed(Change::TeamMember(team.id, me));
    if let Some(square) = square {
        post_notice(domain, &square, &caller.user, &Notice::JoinedTeam).await?;
        let added = EventKind::UserAdded { user_id: me, team_id: Some(team.id) };
        domain.say(added, Audience::channel(square.id)).await;
    }
    domain.say(EventKind::AddedToTeam(Box::new(member)), Audience::user(me)).await;
    SeenTeam::by(domain, caller, team).await
}

fn team(domain: &Domain, caller: &Caller, new: NewTeamRequest) -> Team {
    let (now, random) = (domain.now(), domain.random().as_ref());
    Team {
        id: TeamId::generate(random),
        create_at: now,
        update_at: now,
        delete_at: TimestampMs::ZERO,
        display_name: new.display_name,
        name: new.name,
        description: new.description,
        email: caller.user.email.clone(),
        is_open: new.kind == "O",
        company_name: new.company_name,
        allowed_domains: new.allowed_domains,
        invite_id: TeamId::generate(random).to_string(),
        allow_open_invite: new.allow_open_invite,
        last_icon_update: TimestampMs::ZERO,
    }
}

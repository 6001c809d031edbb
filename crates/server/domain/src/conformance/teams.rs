//! Teams.

use countersign_primitives::{TeamId, TimestampMs};
use countersign_server_rules::channel::ChannelKind;

use crate::{
    conformance::samples::{NOW, at, channel, member, random, room, team, user, wipe},
    model::{Team, TeamMember},
    ports::store::{
        ChannelFilter, NewTeam, Page, SchemeRoles, Store, TeamChange, TeamMemberFilter, TeamNameTaken, TeamSearch,
    },
};

const ALL: Page = Page { number: 0, size: 10 };

/// A team comes with its channels and its first member.
pub async fn made_with_what_they_start_with(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let team = team("alpha");
    let channel = channel(Some(team.id), ChannelKind::Public, "town-square");
    let first = (TeamMember::new(team.id, ana.id, true, NOW), vec![member(channel.id, ana.id)]);
    let new = NewTeam { team: team.clone(), channels: vec![channel.clone()], first_member: Some(first) };
    assert_eq!(store.create_team(new).await.unwrap(), Ok(()));
    assert_eq!(store.team(team.id).await.unwrap(), Some(team.clone()));
    assert_eq!(store.team_by_name("alpha").await.unwrap(), Some(team.clone()));
    assert_eq!(store.team_by_invite(&team.invite_id).await.unwrap(), Some(team.clone()));
    assert_eq!(store.teams_of(ana.id).await.unwrap(), std::slice::from_ref(&team));
    assert!(store.team_memberships_of(ana.id).await.unwrap()[0].scheme_admin);
    let filter = ChannelFilter { team_id: Some(team.id), deleted_since: None };
    assert_eq!(store.channels_of(ana.id, filter).await.unwrap()[0].channel, channel);
}

/// A name is given once.
pub async fn names_are_taken_once(store: &dyn Store) {
    for expected in [Ok(()), Err(TeamNameTaken)] {
        let new = NewTeam { team: team("alpha"), channels: Vec::new(), first_member: None };
        assert_eq!(store.create_team(new).await.unwrap(), expected);
    }
}

/// Leaving a team leaves its channels; coming back is possible.
pub async fn joining_and_leaving(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (team, channel) = room(store, &[&ana]).await;
    let again = TeamMember::new(team.id, ana.id, false, at(1));
    assert_eq!(store.join_team(again.clone(), Vec::new()).await.unwrap(), None);
    assert_eq!(store.leave_team(team.id, ana.id, at(2)).await.unwrap(), Some(vec![channel.id]));
    assert_eq!(store.leave_team(team.id, ana.id, at(3)).await.unwrap(), None);
    assert!(store.teams_of(ana.id).await.unwrap().is_empty());
    assert!(store.channel_member(channel.id, ana.id).await.unwrap().is_none());
    assert_eq!(store.team_member(team.id, ana.id).await.unwrap().unwrap().delete_at, at(2));
    let back = store.join_team(again, vec![member(channel.id, ana.id)]).await.unwrap();
    assert_eq!(back, Some(vec![channel.id]));
    assert_eq!(store.team_members(team.id, TeamMemberFilter::all(ALL)).await.unwrap().len(), 1);
    assert_eq!(store.team_member_ids(team.id).await.unwrap(), [ana.id]);
}

/// Members by name, and without those who are deactivated.
pub async fn members_are_ordered_and_left_out(store: &dyn Store) {
    let (zoe, ana, ben) = (user(store, "zoe").await, user(store, "ana").await, user(store, "ben").await);
    let (team, _) = room(store, &[&zoe, &ana, &ben]).await;
    store.deactivate_user(ben.id, wipe(), at(5)).await.unwrap();
    let ids = async |active_accounts, by_username| {
        let filter = TeamMemberFilter { active_accounts, by_username, page: ALL };
        let members = store.team_members(team.id, filter).await.unwrap();
        members.into_iter().map(|member| member.user_id).collect::<Vec<_>>()
    };
    assert_eq!(ids(false, true).await, [ana.id, ben.id, zoe.id]);
    assert_eq!(ids(true, true).await, [ana.id, zoe.id]);
    let mut by_id = [ana.id, zoe.id];
    by_id.sort_unstable();
    assert_eq!(ids(true, false).await, by_id);
}

/// Teams that not everybody may join are not shown to everybody.
pub async fn lists_leave_out_the_closed(store: &dyn Store) {
    let (open, mut closed) = (team("beta"), team("alpha"));
    closed.allow_open_invite = false;
    for team in [&open, &closed] {
        let new = NewTeam { team: team.clone(), channels: Vec::new(), first_member: None };
        store.create_team(new).await.unwrap().unwrap();
    }
    let search = |open_invite_only, term: &str| TeamSearch { open_invite_only, term: term.to_owned() };
    assert_eq!(store.teams(search(true, ""), ALL).await.unwrap(), std::slice::from_ref(&open));
    assert_eq!(store.teams(search(false, ""), ALL).await.unwrap(), [closed, open.clone()]);
    assert_eq!(store.teams(search(false, ""), Page { number: 1, size: 1 }).await.unwrap(), std::slice::from_ref(&open));
    assert_eq!(store.teams(search(false, "et"), ALL).await.unwrap(), [open]);
    assert!(store.teams(search(false, "%"), ALL).await.unwrap().is_empty());
    for (open_only, term, count) in [(true, "", 1), (false, "", 2), (true, "alph", 0), (false, "alph", 1)] {
        assert_eq!(store.count_teams(search(open_only, term)).await.unwrap(), count, "{open_only} {term}");
    }
}

/// When a team's picture changed is kept with the team.
pub async fn pictures_are_noted(store: &dyn Store) {
    let (team, _) = room(store, &[]).await;
    let changed = store.set_team_icon(team.id, at(5), at(5)).await.unwrap().unwrap();
    assert_eq!((changed.last_icon_update, changed.update_at), (at(5), at(5)));
    assert_eq!(store.team(team.id).await.unwrap(), Some(changed));
    let none = store.set_team_icon(team.id, TimestampMs::ZERO, at(6)).await.unwrap().unwrap();
    assert_eq!(none, Team { update_at: at(6), ..team });
    assert_eq!(store.set_team_icon(TeamId::generate(random().as_ref()), at(7), at(7)).await.unwrap(), None);
}

/// Texts and settings change one by one, roles of members are replaced, members are counted.
pub async fn teams_change(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (team, _) = room(store, &[&ana, &ben]).await;
    let change = TeamChange {
        display_name: Some("New".to_owned()),
        description: Some("d".to_owned()),
        company_name: Some("c".to_owned()),
        allowed_domains: Some("example.com".to_owned()),
        is_open: Some(false),
        allow_open_invite: Some(false),
        invite_id: Some("other".to_owned()),
        delete_at: None,
    };
    let mut expected = team.clone();
    change.clone().apply(&mut expected, at(5));
    assert_eq!(store.change_team(team.id, change, at(5)).await.unwrap(), Some(expected.clone()));
    assert_eq!(store.team(team.id).await.unwrap(), Some(expected));
    let roles = SchemeRoles { guest: false, user: true, admin: true };
    let changed = store.set_team_roles(team.id, ana.id, roles).await.unwrap().unwrap();
    assert!(changed.scheme_admin && changed.scheme_user);
    assert_eq!(store.team_member_counts(team.id).await.unwrap(), (2, 2));
    store.deactivate_user(ben.id, wipe(), at(6)).await.unwrap();
    assert_eq!(store.team_member_counts(team.id).await.unwrap(), (2, 1));
    store.leave_team(team.id, ben.id, at(7)).await.unwrap();
    assert_eq!(store.team_member_counts(team.id).await.unwrap(), (1, 1));
    assert_eq!(store.set_team_roles(team.id, ben.id, roles).await.unwrap(), None);
    let gone = TeamChange { delete_at: Some(at(8)), ..TeamChange::default() };
    store.change_team(team.id, gone, at(8)).await.unwrap().unwrap();
    assert!(store.teams_of(ana.id).await.unwrap().is_empty());
}

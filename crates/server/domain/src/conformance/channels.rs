//! Channels.

use std::collections::BTreeMap;

use countersign_server_rules::{
    channel::ChannelKind,
    notify_props::{MemberNotifyProps, UserNotifyProps},
};

use crate::{
    conformance::samples::{NOW, at, channel, member, post, room, stored, user, wipe, write},
    model::Channel,
    ports::store::{
        ArchivedChannels, ChannelChange, ChannelFilter, ChannelNameTaken, ChannelPool, ChannelSearch, EveryChannel,
        Page, SchemeRoles, Store, ViewRequest,
    },
};

/// A name is given once in a team, also to archived channels.
pub async fn names_are_taken_in_the_team_only(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (team, _) = room(store, &[&ana]).await;
    let archived = Channel { delete_at: NOW, ..channel(Some(team.id), ChannelKind::Public, "old") };
    assert_eq!(store.create_channel(archived.clone(), Vec::new()).await.unwrap(), Ok(()));
    let same = channel(Some(team.id), ChannelKind::Private, "old");
    assert_eq!(store.create_channel(same, Vec::new()).await.unwrap(), Err(ChannelNameTaken));
    assert_eq!(store.channel_by_name(team.id, "old", false).await.unwrap(), None);
    let found = store.channel_by_name(team.id, "old", true).await.unwrap();
    assert_eq!(found.map(|found| found.channel), Some(archived));
}

/// Asking for a direct channel twice gives the same one.
pub async fn direct_channels_are_made_once(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let ask = async || {
        let wanted = channel(None, ChannelKind::Direct, "ana__ben");
        let members = vec![member(wanted.id, ana.id), member(wanted.id, ben.id)];
        store.direct_channel(wanted, members).await.unwrap()
    };
    let (first, second) = (ask().await, ask().await);
    assert!(first.created && !second.created);
    assert_eq!(first.state, second.state);
    assert_eq!(store.channel_members(first.state.channel.id, Page { number: 0, size: 9 }).await.unwrap().len(), 2);
}

/// A user's list holds the team's channels and all direct ones, and archived ones only when asked for.
pub async fn lists_hold_own_channels(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (team, own) = room(store, &[&ana, &ben]).await;
    let archived = Channel { delete_at: at(5), ..channel(Some(team.id), ChannelKind::Public, "archived") };
    let foreign = channel(Some(team.id), ChannelKind::Public, "foreign");
    let direct = channel(None, ChannelKind::Direct, "d");
    store.create_channel(archived.clone(), vec![member(archived.id, ana.id)]).await.unwrap().unwrap();
    store.create_channel(foreign.clone(), vec![member(foreign.id, ben.id)]).await.unwrap().unwrap();
    store.direct_channel(direct.clone(), vec![member(direct.id, ana.id)]).await.unwrap();
    let list = async |deleted_since| {
        let filter = ChannelFilter { team_id: Some(team.id), deleted_since };
        let found = store.channels_of(ana.id, filter).await.unwrap();
        found.into_iter().map(|found| found.channel.id).collect::<Vec<_>>()
    };
    assert_eq!(list(None).await, [direct.id, own.id]);
    assert_eq!(list(Some(at(5))).await, [archived.id, direct.id, own.id]);
    assert_eq!(list(Some(at(6))).await, [direct.id, own.id]);
    let members = store.channel_members_of(ana.id, team.id).await.unwrap();
    assert_eq!(members.len(), 2);
    let public = store.public_channels(team.id, Page { number: 0, size: 9 }).await.unwrap();
    assert_eq!(public.into_iter().map(|found| found.channel.id).collect::<Vec<_>>(), [foreign.id, own.id]);
}

/// Joining again changes nothing.
pub async fn joining_twice_is_joining_once(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (_, channel) = room(store, &[&ana]).await;
    let (first, is_new) = store.join_channel(member(channel.id, ben.id)).await.unwrap();
    assert!(is_new);
    let mut again = member(channel.id, ben.id);
    again.scheme_admin = true;
    assert_eq!(store.join_channel(again).await.unwrap(), (first.clone(), false));
    assert_eq!(store.channel_member(channel.id, ben.id).await.unwrap(), Some(first));
    assert!(store.channel_membership(channel.id, ben.id).await.unwrap().is_some_and(|found| !found.scheme_admin));
}

/// Who left is no member.
pub async fn leaving_is_final(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    assert!(store.leave_channel(channel.id, ana.id, NOW).await.unwrap());
    assert!(!store.leave_channel(channel.id, ana.id, NOW).await.unwrap());
    assert_eq!(store.channel_membership(channel.id, ana.id).await.unwrap(), None);
}

/// Notification settings are replaced whole.
pub async fn notify_props_are_replaced(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (_, channel) = room(store, &[&ana]).await;
    let props = BTreeMap::from([("push".to_owned(), "all".to_owned())]);
    let changed = store.set_member_notify_props(channel.id, ana.id, props.clone(), at(3)).await.unwrap().unwrap();
    assert_eq!((changed.notify_props, changed.last_update_at), (props.clone(), at(3)));
    let entry = store.roster_entry(channel.id, ana.id).await.unwrap().unwrap();
    assert_eq!(entry.member_props, MemberNotifyProps::read(&props));
    assert_eq!(store.set_member_notify_props(channel.id, ben.id, props, NOW).await.unwrap(), None);
}

/// Deactivated accounts are not told of anything.
pub async fn rosters_hold_active_members(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (_, channel) = room(store, &[&ana, &ben]).await;
    assert_eq!(store.roster(channel.id).await.unwrap().len(), 2);
    store.deactivate_user(ben.id, wipe(), NOW).await.unwrap();
    let roster = store.roster(channel.id).await.unwrap();
    assert_eq!(roster.len(), 1);
    assert_eq!((roster[0].user_id, roster[0].username.as_str()), (ana.id, "ana"));
    assert_eq!(roster[0].user_props, UserNotifyProps::read(&ana.notify_props));
    assert_eq!(store.roster_entry(channel.id, ben.id).await.unwrap(), None);
}

/// Viewing catches up with the channel and says what there was to catch up with.
pub async fn viewing_reads_everything(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (_, channel) = room(store, &[&ana, &ben]).await;
    let mut first = write(post(channel.id, ana.id, None, 10));
    first.mentions = vec![ben.id];
    stored(store, first).await;
    let view = async || {
        let request = ViewRequest { user_id: ben.id, channel_ids: vec![channel.id], with_threads: false, now: at(20) };
        store.view_channels(request).await.unwrap()
    };
    let viewed = view().await;
    assert_eq!((viewed.len(), viewed[0].last_viewed_at), (1, at(10)));
    assert!(viewed[0].had_unread && viewed[0].had_mentions);
    let member = store.channel_member(channel.id, ben.id).await.unwrap().unwrap();
    assert_eq!((member.msg_count, member.msg_count_root, member.mention_count), (1, 1, 0));
    assert_eq!(member.last_viewed_at, at(10));
    let again = view().await;
    assert!(!again[0].had_unread && !again[0].had_mentions);
}

/// Statistics leave out deactivated accounts.
pub async fn counts_hold_active_members(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (_, channel) = room(store, &[&ana, &ben]).await;
    store.deactivate_user(ben.id, wipe(), NOW).await.unwrap();
    assert_eq!(store.channel_member_counts(channel.id).await.unwrap(), (1, 0));
    assert_eq!(store.pinned_post_count(channel.id).await.unwrap(), 0);
}

/// Texts, kind and archiving change one by one; a name that another channel has is refused.
pub async fn channels_change(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (team, room) = room(store, &[&ana]).await;
    let other = channel(Some(team.id), ChannelKind::Public, "other");
    store.create_channel(other.clone(), Vec::new()).await.unwrap().unwrap();
    let change = ChannelChange {
        name: Some("new".to_owned()),
        display_name: Some("New".to_owned()),
        header: Some("h".to_owned()),
        purpose: Some("p".to_owned()),
        kind: Some(ChannelKind::Private),
        delete_at: Some(at(5)),
        team_id: None,
    };
    let changed = store.change_channel(room.id, change, at(6)).await.unwrap().unwrap().unwrap();
    let now = &changed.channel;
    assert_eq!((now.name.as_str(), now.display_name.as_str(), now.header.as_str()), ("new", "New", "h"));
    assert_eq!((now.purpose.as_str(), now.kind, now.delete_at), ("p", ChannelKind::Private, at(5)));
    assert_eq!(now.update_at, at(6));
    assert_eq!(store.channel(room.id).await.unwrap(), Some(changed));
    let named = |name: &str| ChannelChange { name: Some(name.to_owned()), ..ChannelChange::default() };
    assert_eq!(store.change_channel(room.id, named("other"), at(7)).await.unwrap(), Some(Err(ChannelNameTaken)));
    assert!(store.change_channel(room.id, named("new"), at(8)).await.unwrap().unwrap().is_ok());
    let group = store.direct_channel(channel(None, ChannelKind::Group, "grp"), Vec::new()).await.unwrap().state.channel;
    let moved = ChannelChange { team_id: Some(team.id), kind: Some(ChannelKind::Private), ..named("moved") };
    store.change_channel(group.id, moved, at(9)).await.unwrap().unwrap().unwrap();
    let found = store.channel_by_name(team.id, "moved", false).await.unwrap();
    assert_eq!(found.map(|state| (state.channel.id, state.channel.team_id)), Some((group.id, Some(team.id))));
    let unknown = channel(None, ChannelKind::Public, "x").id;
    assert_eq!(store.change_channel(unknown, named("y"), at(9)).await.unwrap(), None);
}

/// A member's roles are replaced.
pub async fn member_roles_change(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (_, channel) = room(store, &[&ana]).await;
    let roles = SchemeRoles { guest: false, user: true, admin: true };
    let changed = store.set_channel_roles(channel.id, ana.id, roles, at(3)).await.unwrap().unwrap();
    assert!(changed.scheme_admin && changed.scheme_user && !changed.scheme_guest);
    assert_eq!(changed.last_update_at, at(3));
    assert!(store.channel_membership(channel.id, ana.id).await.unwrap().unwrap().scheme_admin);
    assert_eq!(store.set_channel_roles(channel.id, ben.id, roles, at(3)).await.unwrap(), None);
}

/// Each pool holds what it says; a term is a part of name, display name or purpose, taken literally.
pub async fn channels_are_found(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (team, room) = room(store, &[&ana, &ben]).await;
    let make = async |kind, name: &str, members: Vec<_>, delete_at| {
        let mut made = channel(Some(team.id).filter(|_| kind != ChannelKind::Direct), kind, name);
        made.delete_at = delete_at;
        made.purpose = format!("Purpose of {name}");
        let of = members.into_iter().map(|user_id| member(made.id, user_id)).collect();
        store.create_channel(made.clone(), of).await.unwrap().unwrap();
        made.id
    };
    let alive = countersign_primitives::TimestampMs::ZERO;
    let yellow = make(ChannelKind::Public, "yellow%", vec![ben.id], alive).await;
    let secret = make(ChannelKind::Private, "secret", vec![ana.id], alive).await;
    let hidden = make(ChannelKind::Private, "hidden", vec![ben.id], alive).await;
    let old = make(ChannelKind::Public, "old", vec![], at(1)).await;
    let direct = make(ChannelKind::Direct, "direct", vec![ana.id], alive).await;
    let find = async |pool, team_id, term: &str| {
        let page = Page { number: 0, size: 9 };
        let search = ChannelSearch { pool, teams: Vec::from_iter(team_id), term: term.to_owned(), page };
        let found = store.find_channels(search.clone()).await.unwrap();
        let count = ChannelSearch { page: Page { number: 3, size: 1 }, ..search };
        assert_eq!(store.count_channels(count).await.unwrap(), i64::try_from(found.len()).unwrap());
        found.into_iter().map(|found| found.channel.id).collect::<Vec<_>>()
    };
    let here = Some(team.id);
    let every = |kind, archived| ChannelPool::Every(EveryChannel { kind, archived, without_default: false });
    assert_eq!(find(ChannelPool::Public, here, "").await, [room.id, yellow]);
    assert_eq!(find(ChannelPool::PublicOrOf(ana.id), here, "").await, [room.id, secret, yellow]);
    assert_eq!(find(ChannelPool::Of(ana.id), here, "").await, [direct, room.id, secret]);
    assert_eq!(find(ChannelPool::Of(ana.id), None, "secret").await, [secret]);
    assert_eq!(find(ChannelPool::Archived(ana.id), here, "").await, [old]);
    assert_eq!(find(every(None, ArchivedChannels::Included), None, "").await, [hidden, old, room.id, secret, yellow]);
    assert_eq!(find(every(None, ArchivedChannels::LeftOut), here, "").await, [hidden, room.id, secret, yellow]);
    assert_eq!(find(every(None, ArchivedChannels::Only), None, "").await, [old]);
    assert_eq!(find(every(Some(ChannelKind::Private), ArchivedChannels::Included), here, "").await, [hidden, secret]);
    assert!(find(every(None, ArchivedChannels::Included), Some(ana.id.as_str().parse().unwrap()), "").await.is_empty());
    assert_eq!(find(ChannelPool::Public, here, "low%").await, [yellow]);
    assert_eq!(find(ChannelPool::Public, here, "purpose of y").await, [yellow]);
    assert!(find(ChannelPool::Public, here, "%%").await.is_empty());
    let second = ChannelSearch {
        pool: every(None, ArchivedChannels::Included),
        teams: Vec::new(),
        term: String::new(),
        page: Page { number: 1, size: 2 },
    };
    assert_eq!(store.find_channels(second).await.unwrap()[0].channel.id, room.id);
}

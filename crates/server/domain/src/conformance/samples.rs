use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use countersign_primitives::{
    AckId, ChannelId, PostId, Random, Secret, SequenceRandom, SessionId, TeamId, TimestampMs, UserId,
};
use countersign_server_rules::channel::ChannelKind;
use serde_json::Map;

use crate::{
    model::{Channel, ChannelMember, NewPush, Post, PushKind, Session, Team, TeamMember, TokenHash, User},
    ports::store::{AuthorView, NewTeam, NewUser, PostWrite, PostWritten, Store, StoredPost, Wipe},
};

static RANDOM: LazyLock<Arc<SequenceRandom>> = LazyLock::new(|| Arc::new(SequenceRandom::new(7)));

/// The time at which samples are made.
pub(super) const NOW: TimestampMs = TimestampMs(1_700_000_000_000);

/// Where samples draw ids.
pub(super) fn random() -> Arc<dyn Random> {
    RANDOM.clone()
}

/// A wipe that tells devices.
pub(super) fn wipe() -> Wipe {
    Wipe::Devices(random())
}

/// `NOW` and some milliseconds.
pub(super) fn at(ms: i64) -> TimestampMs {
    TimestampMs(NOW.0 + ms)
}

/// Adds an account.
pub(super) async fn user(store: &dyn Store, username: &str) -> User {
    let new = new_user(username);
    store.create_user(new).await.expect("the store works").expect("the name is free")
}

/// An account to add.
pub(super) fn new_user(username: &str) -> NewUser {
    let user = User {
        id: UserId::generate(random().as_ref()),
        username: username.to_owned(),
        email: format!("{username}@example.com"),
        email_verified: false,
        auth_data: None,
        auth_service: String::new(),
        nickname: String::new(),
        first_name: String::new(),
        last_name: String::new(),
        position: String::new(),
        roles: "system_user".to_owned(),
        locale: "en".to_owned(),
        timezone: Arc::default(),
        props: Arc::default(),
        notify_props: Arc::new([("push".to_owned(), "mention".to_owned())].into()),
        create_at: NOW,
        update_at: NOW,
        delete_at: TimestampMs::ZERO,
        last_password_update: NOW,
        last_picture_update: TimestampMs::ZERO,
        failed_attempts: 0,
        mfa_active: false,
        bot: None,
    };
    NewUser {
        user,
        password_hash: Secret::new("a hash".to_owned()),
        first_user_roles: "system_admin system_user".to_owned(),
        preferences: Vec::new(),
    }
}

/// A session to add; an empty device is none.
pub(super) fn session(user_id: UserId, device_id: &str, ms: i64) -> Session {
    let id = SessionId::generate(random().as_ref());
    Session {
        id,
        user_id,
        token_hash: TokenHash::of(id.as_str()),
        create_at: at(ms),
        expires_at: at(3_600_000),
        last_activity_at: at(ms),
        device_id: device_id.to_owned(),
        roles: "system_user".to_owned(),
        is_oauth: false,
        expired_notify: false,
        props: BTreeMap::from([("csrf".to_owned(), "x".to_owned())]),
    }
}

/// A team to add.
pub(super) fn team(name: &str) -> Team {
    let id = TeamId::generate(random().as_ref());
    Team {
        id,
        create_at: NOW,
        update_at: NOW,
        delete_at: TimestampMs::ZERO,
        display_name: name.to_owned(),
        name: name.to_owned(),
        description: String::new(),
        email: String::new(),
        is_open: true,
        company_name: String::new(),
        allowed_domains: String::new(),
        invite_id: id.to_string(),
        allow_open_invite: true,
        last_icon_update: TimestampMs::ZERO,
    }
}

/// A channel to add.
pub(super) fn channel(team_id: Option<TeamId>, kind: ChannelKind, name: &str) -> Channel {
    Channel {
        id: ChannelId::generate(random().as_ref()),
        create_at: NOW,
        update_at: NOW,
        delete_at: TimestampMs::ZERO,
        team_id,
        kind,
        display_name: name.to_owned(),
        name: name.to_owned(),
        header: String::new(),
        purpose: String::new(),
        creator_id: None,
    }
}

/// A membership to add.
pub(super) fn member(channel_id: ChannelId, user_id: UserId) -> ChannelMember {
    let props = BTreeMap::from([("mark_unread".to_owned(), "all".to_owned())]);
    ChannelMember::new(channel_id, user_id, false, props, NOW)
}

/// A team with one channel and these members in both.
pub(super) async fn room(store: &dyn Store, users: &[&User]) -> (Team, Channel) {
    let team = team("room");
    let channel = channel(Some(team.id), ChannelKind::Public, "room");
    let new = NewTeam { team: team.clone(), channels: vec![channel.clone()], first_member: None };
    store.create_team(new).await.expect("the store works").expect("the name is free");
    for user in users {
        let joined =
            store.join_team(TeamMember::new(team.id, user.id, false, NOW), vec![member(channel.id, user.id)]).await;
        joined.expect("the store works").expect("nobody was a member");
    }
    (team, channel)
}

/// A post to add.
pub(super) fn post(channel_id: ChannelId, user_id: UserId, root_id: Option<PostId>, ms: i64) -> Post {
    Post {
        id: PostId::generate(random().as_ref()),
        create_at: at(ms),
        update_at: at(ms),
        edit_at: TimestampMs::ZERO,
        delete_at: TimestampMs::ZERO,
        is_pinned: false,
        user_id,
        channel_id,
        root_id,
        original_id: None,
        message: "a message".to_owned(),
        kind: String::new(),
        props: Map::new(),
        hashtags: String::new(),
        file_ids: Vec::new(),
        has_reactions: false,
        priority: None,
        reply_count: 0,
    }
}

/// What is written with a post, when nothing special is.
pub(super) fn write(post: Post) -> PostWrite {
    PostWrite {
        now: post.create_at,
        post,
        counts: true,
        author_view: AuthorView::Untouched,
        pending: None,
        mentions: Vec::new(),
        follows: Vec::new(),
        pushes: Vec::new(),
    }
}

/// Stores a post.
pub(super) async fn stored(store: &dyn Store, write: PostWrite) -> StoredPost {
    match store.create_post(write).await.expect("the store works") {
        PostWritten::Stored(stored) => *stored,
        other => panic!("not stored: {other:?}"),
    }
}

/// A push to queue.
pub(super) fn push(user_id: UserId, kind: PushKind) -> NewPush {
    NewPush {
        ack_id: AckId::generate(random().as_ref()),
        user_id,
        session_id: SessionId::generate(random().as_ref()),
        device_id: "android_rn-v2:token".to_owned(),
        kind,
        created_at: NOW,
    }
}

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
    time::Duration,
};

use countersign_primitives::{
    AckId, ChannelId, PostId, Secret, SequenceRandom, SessionId, TeamId, TimestampMs, UserId,
};
use countersign_server_domain::{
    model::{Channel, ChannelMember, NewPush, Post, PushKind, User},
    ports::store::{AuthorView, ChannelStore, NewUser, PostStore, PostWrite, PostWritten, StoredPost, UserStore},
};
use countersign_server_rules::channel::ChannelKind;
use countersign_server_store_postgres::{PostgresConfig, PostgresStore};
use countersign_test_postgres::{Cluster, Database};

static RANDOM: LazyLock<Arc<SequenceRandom>> = LazyLock::new(|| Arc::new(SequenceRandom::new(3)));

pub(crate) const NOW: TimestampMs = TimestampMs(1_700_000_000_000);

pub(crate) fn random() -> &'static SequenceRandom {
    &RANDOM
}

pub(crate) async fn database() -> Database {
    Cluster::shared().await.database().await
}

/// A node on a database.
pub(crate) async fn node(database: &Database) -> PostgresStore {
    let config = PostgresConfig { connections: 8, ..PostgresConfig::new(database.url.clone()) };
    PostgresStore::open(config).await.expect("the database can be opened")
}

pub(crate) fn new_user(username: &str) -> NewUser {
    let user = User {
        id: UserId::generate(random()),
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
        notify_props: Arc::default(),
        create_at: NOW,
        update_at: NOW,
        delete_at: TimestampMs::ZERO,
        last_password_update: NOW,
        last_picture_update: TimestampMs::ZERO,
        failed_attempts: 0,
        mfa_active: false,
        bot: None,
    };
    let first_user_roles = "system_admin system_user".to_owned();
    NewUser { user, password_hash: Secret::new(String::new()), first_user_roles, preferences: Vec::new() }
}

pub(crate) async fn user(store: &PostgresStore, username: &str) -> UserId {
    store.create_user(new_user(username)).await.expect("the store works").expect("the name is free").id
}

pub(crate) fn new_channel(kind: ChannelKind, name: &str) -> Channel {
    Channel {
        id: ChannelId::generate(random()),
        create_at: NOW,
        update_at: NOW,
        delete_at: TimestampMs::ZERO,
        team_id: (kind != ChannelKind::Direct).then(|| TeamId::generate(random())),
        kind,
        display_name: name.to_owned(),
        name: name.to_owned(),
        header: String::new(),
        purpose: String::new(),
        creator_id: None,
    }
}

pub(crate) fn member(channel_id: ChannelId, user_id: UserId) -> ChannelMember {
    ChannelMember::new(channel_id, user_id, false, BTreeMap::new(), NOW)
}

/// A channel with members.
pub(crate) async fn channel(store: &PostgresStore, members: &[UserId]) -> ChannelId {
    let channel = new_channel(ChannelKind::Public, "room");
    let of = members.iter().map(|&user_id| member(channel.id, user_id)).collect();
    store.create_channel(channel.clone(), of).await.expect("the store works").expect("the name is free");
    channel.id
}

/// A post to write, `ms` after the time of the samples.
pub(crate) fn post(channel_id: ChannelId, user_id: UserId, root_id: Option<PostId>, ms: i64) -> PostWrite {
    let time = TimestampMs(NOW.0 + ms);
    let post = Post {
        id: PostId::generate(random()),
        create_at: time,
        update_at: time,
        edit_at: TimestampMs::ZERO,
        delete_at: TimestampMs::ZERO,
        is_pinned: false,
        user_id,
        channel_id,
        root_id,
        original_id: None,
        message: "a message".to_owned(),
        kind: String::new(),
        props: serde_json::Map::new(),
        hashtags: String::new(),
        file_ids: Vec::new(),
        has_reactions: false,
        priority: None,
        reply_count: 0,
    };
    PostWrite {
        post,
        counts: true,
        author_view: AuthorView::Viewed,
        pending: None,
        mentions: Vec::new(),
        follows: Vec::new(),
        pushes: Vec::new(),
        now: time,
    }
}

pub(crate) async fn stored(store: &PostgresStore, write: PostWrite) -> StoredPost {
    match store.create_post(write).await.expect("the store works") {
        PostWritten::Stored(stored) => *stored,
        other => panic!("not stored: {other:?}"),
    }
}

pub(crate) fn push(user_id: UserId, device_id: &str) -> NewPush {
    NewPush {
        ack_id: AckId::generate(random()),
        user_id,
        session_id: SessionId::generate(random()),
        device_id: device_id.to_owned(),
        kind: PushKind::UpdateBadge,
        created_at: NOW,
    }
}

/// Asks until it is so.
pub(crate) async fn until(is_done: impl AsyncFn() -> bool) {
    let trying = async {
        while !is_done().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), trying).await.expect("it is so in the end");
}

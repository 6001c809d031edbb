use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::{Mutex, MutexGuard},
};

use p256::ecdsa::SigningKey;
use serde_json::{Value, json};

use countersign_primitives::{ChannelId, PostId, SequenceRandom, TeamId, TimestampMs, UserId};
use countersign_wire_api::{Channel, ChannelMember, Post, Team, TeamMember, User};
use countersign_wire_push::PushAck;

use super::{answers::Script, socket::Connection};
use crate::support::Bell;

pub(crate) const PASSWORD: &str = "Passw0rd-ben";
/// Where the fake's clock starts.
const BEGINNING: i64 = 1_700_000_000_000;

/// A request that came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) body: Value,
}

pub(crate) struct World {
    state: Mutex<State>,
    pub(crate) bell: Bell,
    pub(crate) random: SequenceRandom,
    pub(crate) signing_key: SigningKey,
    pub(crate) ana: UserId,
    pub(crate) ben: UserId,
    pub(crate) team: TeamId,
    pub(crate) town: ChannelId,
    pub(crate) lobby: ChannelId,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) config: BTreeMap<String, String>,
    pub(crate) users: Vec<User>,
    /// Token to user.
    pub(crate) sessions: HashMap<String, UserId>,
    pub(crate) teams: Vec<Team>,
    pub(crate) team_members: Vec<TeamMember>,
    pub(crate) channels: Vec<Channel>,
    pub(crate) members: Vec<ChannelMember>,
    pub(crate) posts: Vec<Post>,
    pub(crate) preferences: Vec<Value>,
    pub(crate) asked: Vec<Asked>,
    pub(crate) acks: Vec<PushAck>,
    pub(crate) scripts: VecDeque<(String, Script)>,
    pub(crate) connections: HashMap<String, Connection>,
    pub(crate) handshakes: Vec<String>,
    /// When true, upgrades are refused with this status.
    pub(crate) refuse_sockets: Option<u16>,
    pub(crate) mfa: bool,
    clock: i64,
    logins: u64,
}

impl World {
    pub(crate) fn new(bell: Bell) -> Self {
        let random = SequenceRandom::new(77);
        let world = Self {
            state: Mutex::default(),
            bell,
            signing_key: SigningKey::from_slice(&[7; 32]).unwrap(),
            ana: UserId::generate(&random),
            ben: UserId::generate(&random),
            team: TeamId::generate(&random),
            town: ChannelId::generate(&random),
            lobby: ChannelId::generate(&random),
            random,
        };
        world.populate();
        world
    }

    fn populate(&self) {
        let config = [
            ("Version", "11.6.0"),
            ("DiagnosticId", "wj3drgzdpnf54rxf5d8qd3dqne"),
            ("SiteName", "Acme Chat"),
            ("EnableSignInWithEmail", "true"),
            ("EnableSignInWithUsername", "true"),
            ("TeammateNameDisplay", "username"),
        ];
        let mut state = self.lock();
        state.clock = BEGINNING;
        state.config = config.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        state.config.insert("AsymmetricSigningPublicKey".to_owned(), self.public_key());
        state.users = vec![user(self.ana, "ana"), user(self.ben, "ben")];
        let team = json!({"id": self.team, "create_at": 1, "update_at": 1, "delete_at": 0, "display_name": "Alpha",
            "name": "alpha", "type": "O"});
        state.teams = vec![serde_json::from_value(team).unwrap()];
        state.team_members = [self.ana, self.ben].map(|id| self.team_member(id)).into();
        for (id, name, title) in [(self.town, "town-square", "Town Square"), (self.lobby, "lobby", "Lobby")] {
            let channel = json!({"id": id, "create_at": 1, "update_at": 1, "delete_at": 0, "team_id": self.team,
                "type": "O", "display_name": title, "name": name});
            state.channels.push(serde_json::from_value(channel).unwrap());
            let members = [self.ana, self.ben].map(|user| member(id, user));
            state.members.extend(members);
        }
    }

    fn team_member(&self, user: UserId) -> TeamMember {
        let member = json!({"team_id": self.team, "user_id": user, "roles": "team_user", "delete_at": 0,
            "scheme_guest": false, "scheme_user": true, "scheme_admin": false});
        serde_json::from_value(member).unwrap()
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// A new session of Ben's.
    pub(crate) fn new_session(&self) -> String {
        let mut state = self.lock();
        state.logins += 1;
        let token = format!("session-token-{:012}", state.logins);
        state.sessions.insert(token.clone(), self.ben);
        token
    }

    /// Ben is deactivated: his sessions end, his sockets close.
    pub(crate) fn deactivate(&self) {
        let mut state = self.lock();
        state.sessions.clear();
        for connection in state.connections.values_mut() {
            connection.live = None;
        }
        drop(state);
        self.bell.ring();
    }

    /// Somebody posts; everybody connected is told.
    pub(crate) fn post(&self, author: UserId, channel: ChannelId, message: &str) -> Post {
        let post = self.store_post(author, channel, message, "");
        self.tell_posted(&post);
        post
    }

    /// The same without telling anybody.
    pub(crate) fn store_post(&self, author: UserId, channel: ChannelId, message: &str, pending: &str) -> Post {
        let mut state = self.lock();
        let now = state.tick();
        let post = json!({"id": PostId::generate(&self.random), "create_at": now, "update_at": now, "user_id": author,
            "channel_id": channel, "message": message, "pending_post_id": pending, "props": {}});
        let post: Post = serde_json::from_value(post).unwrap();
        state.posts.push(post.clone());
        if let Some(kept) = state.channels.iter_mut().find(|kept| kept.id == channel) {
            kept.total_msg_count += 1;
            kept.last_post_at = TimestampMs(now);
        }
        let total = state.channels.iter().find(|kept| kept.id == channel).map_or(0, |kept| kept.total_msg_count);
        for member in state.members.iter_mut().filter(|member| member.channel_id == channel && member.user_id == author)
        {
            member.msg_count = total;
        }
        post
    }

    pub(crate) fn tell_posted(&self, post: &Post) {
        let data = json!({"post": serde_json::to_string(post).unwrap(), "channel_type": "O"});
        self.event("posted", &data);
    }

    /// How often a request came.
    pub(crate) fn count(&self, method: &str, path: &str) -> usize {
        self.asked(method, path).len()
    }

    pub(crate) fn asked(&self, method: &str, path: &str) -> Vec<Asked> {
        let state = self.lock();
        state.asked.iter().filter(|asked| asked.method == method && asked.path == path).cloned().collect()
    }

    /// The next request to this method and path gets this answer.
    pub(crate) fn script(&self, method: &str, path: &str, script: Script) {
        self.lock().scripts.push_back((format!("{method} {path}"), script));
    }
}

impl State {
    pub(crate) fn tick(&mut self) -> i64 {
        self.clock += 1000;
        self.clock
    }
}

fn user(id: UserId, name: &str) -> User {
    let user = json!({"id": id, "create_at": 1, "update_at": 1, "username": name, "email": format!("{name}@example.com"),
        "roles": "system_user", "locale": "en"});
    serde_json::from_value(user).unwrap()
}

pub(super) fn member(channel: ChannelId, user: UserId) -> ChannelMember {
    let member = json!({"channel_id": channel, "user_id": user, "roles": "channel_user", "last_viewed_at": 0,
        "msg_count": 0, "mention_count": 0, "mention_count_root": 0, "urgent_mention_count": 0, "msg_count_root": 0,
        "notify_props": {}, "last_update_at": 1, "scheme_guest": false, "scheme_user": true, "scheme_admin": false});
    serde_json::from_value(member).unwrap()
}

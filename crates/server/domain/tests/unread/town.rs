//! A server with a few people in one channel, and what they see.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use countersign_primitives::{
    ChannelId, Clock, ManualClock, PostId, Random, Secret, SequenceRandom, SessionId, TeamId, TimestampMs, UserId,
};
use countersign_server_domain::{
    caller::Caller,
    channels::{self, NewChannel, ViewChannel},
    domain::{Domain, DomainConfig, Ports},
    memory::{MemoryFiles, MemoryGateway, MemoryStore},
    model::{Session, TokenHash, User},
    ports::{
        bus::InProcessBus,
        integrations::NoIntegrations,
        journal::NoJournal,
        mailer::NoMailer,
        store::{NewUser, UserStore},
    },
    posts::{self, NewPost, PostPatch},
    system,
    teams::{self, NewTeamRequest},
    threads::{self, Participants},
};

use crate::model::{Event, Seen};

/// How many people there are.
pub(crate) const PEOPLE: usize = 3;
const NAMES: [&str; PEOPLE] = ["ann", "ben", "cy"];
const START: TimestampMs = TimestampMs(1_795_232_000_000);

pub(crate) struct Town {
    domain: Domain,
    clock: Arc<ManualClock>,
    people: Vec<Caller>,
    team: TeamId,
    channel: ChannelId,
    posts: Vec<PostId>,
}

impl Town {
    pub(crate) async fn new(mode: &str) -> Self {
        let (store, clock) = (Arc::new(MemoryStore::default()), Arc::new(ManualClock::new(START)));
        let random: Arc<dyn Random> = Arc::new(SequenceRandom::new(1));
        let mut people = Vec::new();
        for name in NAMES {
            people.push(person(&store, name, random.as_ref()).await);
        }
        let ports = Ports {
            store: store as _,
            bus: Arc::new(InProcessBus::default()),
            files: Arc::new(MemoryFiles),
            gateway: Arc::new(MemoryGateway::default()),
            mailer: Arc::new(NoMailer),
            integrations: Arc::new(NoIntegrations),
            journal: Arc::new(NoJournal),
            clock: Arc::clone(&clock) as _,
            random,
        };
        let domain = Domain::start(ports, &DomainConfig::default()).await.expect("a store in memory starts");
        let mode = mode.to_owned();
        let set = |settings: &mut countersign_server_domain::settings::Settings| {
            settings.service_settings.collapsed_threads = mode;
        };
        system::preset_settings(&domain, set).await.expect("the settings can be stored");
        let (team, channel) = place(&domain, &people).await;
        Self { domain, clock, people, team, channel, posts: Vec::new() }
    }

    pub(crate) async fn happen(&mut self, event: &Event) {
        self.clock.advance(Duration::from_millis(10));
        let outcome = self.try_happen(event).await;
        outcome.unwrap_or_else(|error| panic!("{event:?}: {error}"));
    }

    async fn try_happen(&mut self, event: &Event) -> countersign_server_domain::error::Result<()> {
        let (domain, team, channel) = (&self.domain, self.team, self.channel);
        match event {
            Event::Posted { by, root, names } => {
                let root_id = root.map(|root| self.posts[root].to_string()).unwrap_or_default();
                let new = NewPost { channel_id: Some(channel), root_id, message: text(names), ..NewPost::default() };
                let made = posts::create_post(domain, &self.people[*by], new).await?;
                self.posts.push(made.post.post.id);
            }
            Event::Edited { by, post, names } => {
                let patch = PostPatch { message: Some(text(names)), ..PostPatch::default() };
                posts::edit_post(domain, &self.people[*by], self.posts[*post], patch).await?;
            }
            Event::Deleted { by, post } => {
                posts::delete_post(domain, &self.people[*by], self.posts[*post]).await?;
            }
            Event::Viewed { by, knows } => {
                let me = &self.people[*by];
                channels::view_channel(domain, me, me.user_id(), view(channel, *knows)).await?;
            }
            Event::MarkedRead { by } => {
                let me = &self.people[*by];
                channels::mark_read(domain, me, me.user_id(), vec![channel]).await?;
            }
            Event::SetUnread { by, post, knows } => {
                let me = &self.people[*by];
                posts::set_unread(domain, me, me.user_id(), self.posts[*post], *knows).await?;
            }
            Event::ThreadRead { by, root } => {
                let (me, until) = (&self.people[*by], self.clock.now());
                threads::read_until(domain, me, me.user_id(), team, (self.posts[*root], until)).await?;
            }
            Event::ThreadUnread { by, root, post } => {
                let (me, of) = (&self.people[*by], (self.posts[*root], self.posts[*post]));
                threads::set_unread(domain, me, me.user_id(), team, of).await?;
            }
            Event::AllThreadsRead { by } => {
                let me = &self.people[*by];
                threads::read_all(domain, me, me.user_id(), team).await?;
            }
            Event::Followed { by, root, following } => {
                let me = &self.people[*by];
                threads::set_following(domain, me, me.user_id(), team, (self.posts[*root], *following)).await?;
            }
            Event::Left { by } => {
                let me = &self.people[*by];
                channels::remove_member(domain, me, channel, me.user_id()).await?;
            }
            Event::Joined { by } => {
                let me = &self.people[*by];
                channels::add_member(domain, me, channel, me.user_id()).await?;
            }
        }
        Ok(())
    }

    /// What somebody sees, by every way there is to ask.
    pub(crate) async fn seen(&self, user: usize) -> Seen {
        let (domain, me) = (&self.domain, &self.people[user]);
        let channel = channels::channel_unread(domain, me, me.user_id(), self.channel).await.ok();
        let team = teams::unread_of_team(domain, me, me.user_id(), self.team).await.expect("a member of the team");
        let mut threads = BTreeMap::new();
        for (number, &root) in self.posts.iter().enumerate() {
            if let Ok(view) = threads::get_followed(domain, me, me.user_id(), root, Participants::Ids).await {
                threads.insert(number, [view.found.unread_replies, view.found.follow.unread_mentions]);
            }
        }
        Seen {
            channel: channel
                .map(|seen| [seen.msg_count, seen.msg_count_root, seen.mention_count, seen.mention_count_root]),
            team: [
                team.channels.msg_count,
                team.channels.msg_count_root,
                team.channels.mention_count,
                team.channels.mention_count_root,
            ],
            threads,
        }
    }
}

fn view(channel: ChannelId, knows: bool) -> ViewChannel {
    ViewChannel { channel_id: Some(channel), collapsed_threads_supported: knows, ..ViewChannel::default() }
}

fn text(names: &[usize]) -> String {
    let names: Vec<String> = names.iter().map(|&name| format!("@{}", NAMES[name])).collect();
    format!("hello {}", names.join(" "))
}

async fn place(domain: &Domain, people: &[Caller]) -> (TeamId, ChannelId) {
    let new = NewTeamRequest {
        name: "alpha".to_owned(),
        display_name: "Alpha".to_owned(),
        kind: "O".to_owned(),
        allow_open_invite: true,
        ..NewTeamRequest::default()
    };
    let team = teams::create_team(domain, &people[0], new).await.expect("the name is free").team.id;
    for person in &people[1..] {
        teams::add_member(domain, person, team, person.user_id()).await.expect("the team is open");
    }
    let new = NewChannel {
        team_id: Some(team),
        kind: "O".to_owned(),
        name: "room".to_owned(),
        display_name: "Room".to_owned(),
        ..NewChannel::default()
    };
    let channel = channels::create_channel(domain, &people[0], new).await.expect("the name is free").channel.id;
    for person in &people[1..] {
        channels::add_member(domain, person, channel, person.user_id()).await.expect("the channel is public");
    }
    (team, channel)
}

async fn person(store: &MemoryStore, name: &str, random: &dyn Random) -> Caller {
    let user = User {
        id: UserId::generate(random),
        username: name.to_owned(),
        email: format!("{name}@example.com"),
        email_verified: true,
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
        create_at: START,
        update_at: START,
        delete_at: TimestampMs::ZERO,
        last_password_update: START,
        last_picture_update: TimestampMs::ZERO,
        failed_attempts: 0,
        mfa_active: false,
        bot: None,
    };
    let new = NewUser {
        user,
        password_hash: Secret::new("none".to_owned()),
        first_user_roles: "system_user".to_owned(),
        preferences: Vec::new(),
    };
    let user = store.create_user(new).await.expect("the store works").expect("the name is free");
    let session = Session {
        id: SessionId::generate(random),
        user_id: user.id,
        token_hash: TokenHash::of(name),
        create_at: START,
        expires_at: TimestampMs::ZERO,
        last_activity_at: START,
        device_id: String::new(),
        roles: "system_user".to_owned(),
        is_oauth: false,
        expired_notify: false,
        props: BTreeMap::new(),
    };
    Caller { session: Arc::new(session), user: Arc::new(user) }
}

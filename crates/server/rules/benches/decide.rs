//! How long the decisions about one post take: `cargo bench -p countersign-server-rules`. With `-- --check` it fails
//! when `@channel` at 10,000 members takes more than 20 ms.

use std::{hint::black_box, process::ExitCode, time::Instant};

use countersign_primitives::{SequenceRandom, TimestampMs, UserId};
use countersign_server_rules::{
    channel::ChannelKind,
    names::NameParts,
    notify::{
        AttachmentTexts, Candidate, ChannelWide, ChannelWideFacts, Decision, MentionScan, NotifySettings, PostFacts,
        PushFlags, ThreadTies, channel_wide, plan,
    },
    notify_props::{MemberNotifyProps, UserNotifyProps, user_defaults},
    push_content::{ContentsMode, Language, PreparedPush, PushPost, PushReader},
    status::Presence,
};
use serde_json::Map;

const MEMBERS: usize = 10_000;
const GOAL_MS: f64 = 20.0;
const ROUNDS: usize = 50;
const TEXT: &str = "@channel the **plan** for [tomorrow](https://example.com) stands: lunch at noon, then the review.";

struct People {
    ids: Vec<UserId>,
    names: Vec<String>,
    props: Vec<UserNotifyProps>,
}

fn people() -> People {
    let random = SequenceRandom::new(1);
    let props = UserNotifyProps::read(&user_defaults());
    let keys =
        |number: usize| if number.is_multiple_of(10) { vec!["pizza".to_owned(), "deploy".to_owned()] } else { vec![] };
    People {
        ids: (0..MEMBERS).map(|_| UserId::generate(&random)).collect(),
        names: (0..MEMBERS).map(|number| format!("user.number-{number}")).collect(),
        props: (0..MEMBERS).map(|number| UserNotifyProps { mention_keys: keys(number), ..props.clone() }).collect(),
    }
}

fn candidates(people: &People) -> Vec<Candidate<'_>> {
    let candidate = |number: usize| Candidate {
        user_id: people.ids[number],
        username: &people.names[number],
        first_name: "Bob",
        is_bot: false,
        collapses_threads: true,
        user: &people.props[number],
        member: MemberNotifyProps::default(),
        presence: Some(Presence::default()),
        in_named_group: false,
        thread: ThreadTies::default(),
    };
    (0..people.ids.len()).map(candidate).collect()
}

/// Milliseconds of the middle round.
fn median_ms(mut round: impl FnMut()) -> f64 {
    let mut times: Vec<_> = (0..ROUNDS)
        .map(|_| {
            let started = Instant::now();
            round();
            started.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[ROUNDS / 2]
}

#[allow(clippy::print_stdout, reason = "printing is what it is for")]
fn main() -> ExitCode {
    let people = people();
    let candidates = candidates(&people);
    let channel = "hmyjmj68dw6gdxctnghbrhwcth".parse().expect("an id");
    let post = PostFacts::new(people.ids[0], (channel, ChannelKind::Public), false, "", &Map::new());
    let now = TimestampMs(1_795_000_000_000);
    let decide = |text: &str, candidates: &[Candidate<'_>]| {
        let scan = MentionScan::of(text, &AttachmentTexts::default());
        let facts = ChannelWideFacts { author_may: true, kind: "", active_members: MEMBERS, limit: MEMBERS + 1 };
        let wide = channel_wide(&scan, &facts).unwrap_or(ChannelWide::NOBODY);
        plan(&post, &scan, wide, None, candidates, &NotifySettings::default(), now)
    };
    let pushed =
        decide(TEXT, &candidates).iter().filter(|outcome| matches!(outcome.decision, Decision::Push(_))).count();
    let everybody = median_ms(|| drop(black_box(decide(TEXT, &candidates))));
    let few = median_ms(|| drop(black_box(decide("hi @user.number-7, lunch?", &candidates[..2]))));
    let built = median_ms(|| build_all(&people));
    println!("decide @channel, {MEMBERS} members ({pushed} pushed)  {everybody:8.3} ms");
    println!("decide a mention, 2 candidates                  {few:8.3} ms");
    println!("build {MEMBERS} pushes                              {built:8.3} ms");
    let misses = std::env::args().any(|argument| argument == "--check") && everybody > GOAL_MS;
    if misses { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn build_all(people: &People) {
    let props = Map::new();
    let post = PushPost {
        post_id: "iqcx3qc9sbbt6ocshszfqgq6ci".parse().expect("an id"),
        channel_id: "hmyjmj68dw6gdxctnghbrhwcth".parse().expect("an id"),
        team_id: None,
        root_id: None,
        channel_kind: ChannelKind::Public,
        channel_display_name: "Town Square",
        group_members: &[],
        author: people.ids[0],
        author_names: NameParts { username: "ann", ..NameParts::default() },
        is_system: false,
        message: TEXT,
        props: &props,
        has_files: false,
        allows_username_override: false,
        allows_icon_override: false,
    };
    let prepared = PreparedPush::new(&post);
    for &user_id in &people.ids {
        let reader = PushReader {
            user_id,
            language: Language::English,
            name_format: countersign_server_rules::names::NameFormat::Username,
            collapses_threads: true,
            flags: PushFlags { explicit: true, channel_wide: true, ..PushFlags::default() },
            badge: 1,
        };
        black_box(prepared.for_reader(&reader, ContentsMode::Full));
    }
}

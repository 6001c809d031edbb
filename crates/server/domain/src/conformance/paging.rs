//! Pages of every list hold each entry once, whatever stands in the same place of the order: equal times, equal display
//! names, names that sort otherwise in other languages.

use std::{collections::BTreeSet, fmt::Debug};

use countersign_primitives::{EmojiId, TimestampMs};
use countersign_server_rules::{
    channel::ChannelKind,
    search::{SearchTerm, Sided},
    threads::ThreadSide,
};

use crate::{
    conformance::{
        files::{added, file, with_files},
        samples::{channel, member, new_user, post, random, room, stored, team, user, write},
    },
    model::{Channel, Emoji, FileInfo, Post, Preference, Team, TeamMember},
    ports::store::{
        ChannelPool, ChannelSearch, EveryChannel, FileSearch, FollowWrite, NewTeam, Page, PostSearch, PostWrite,
        SavedQuery, Store, StoreResult, TeamMemberFilter, TeamSearch, ThreadDirection, ThreadListQuery, ThreadQuery,
        ThreadScope, UserFilter, UserScope,
    },
};

/// Names in no order, some of which differ only in what languages make of them.
const NAMES: [&str; 11] = ["b", "a-b", "ab", "a_b", "z", "a.b", "aa", "b1", "b10", "b2", "a"];
/// How long pages are.
const SIZES: [u32; 3] = [1, 3, 4];

/// Reads all pages of a list, and checks that they hold each of `all` once.
async fn check<T: Ord + Clone + Debug>(all: &BTreeSet<T>, page: impl AsyncFn(Page) -> StoreResult<Vec<T>>) {
    assert!(all.len() > 4, "{all:?}");
    let whole = page(Page { number: 0, size: 200 }).await.unwrap();
    for size in SIZES {
        let mut seen = Vec::new();
        for number in 0.. {
            let part = page(Page { number, size }).await.unwrap();
            assert!(part.len() <= size as usize);
            if part.is_empty() {
                break;
            }
            seen.extend(part);
        }
        assert_eq!(seen, whole, "pages of {size}");
        assert_eq!((seen.len(), &seen.into_iter().collect::<BTreeSet<T>>()), (all.len(), all), "pages of {size}");
    }
    assert!(page(Page { number: u32::MAX, size: u32::MAX }).await.unwrap().is_empty());
}

/// All accounts, those of a team, those of a channel.
pub async fn accounts_are_paged(store: &dyn Store) {
    let mut users = Vec::new();
    for name in NAMES {
        users.push(store.create_user(new_user(name)).await.unwrap().unwrap());
    }
    let (team, channel) = room(store, &users.iter().collect::<Vec<_>>()).await;
    let all = users.iter().map(|user| user.username.clone()).collect();
    let scopes = [
        UserScope::default(),
        UserScope { in_team: Some(team.id), ..UserScope::default() },
        UserScope { in_channel: Some(channel.id), ..UserScope::default() },
    ];
    for scope in scopes {
        check(&all, async |page| {
            Ok(store.users(UserFilter::of(scope, page)).await?.into_iter().map(|user| user.username).collect())
        })
        .await;
    }
}

/// Public channels, found channels, channels of all teams; half of them have the same display name.
pub async fn channels_are_paged(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let team = team("room");
    let named = |name: &&str| Channel {
        display_name: if name.len() > 1 { "Same".to_owned() } else { (*name).to_owned() },
        ..channel(Some(team.id), ChannelKind::Public, name)
    };
    let channels: Vec<Channel> = NAMES.iter().map(named).collect();
    let new = NewTeam { team: team.clone(), channels: channels.clone(), first_member: None };
    store.create_team(new).await.unwrap().unwrap();
    let members = channels.iter().map(|channel| member(channel.id, ana.id)).collect();
    store.join_team(TeamMember::new(team.id, ana.id, false, ana.create_at), members).await.unwrap().unwrap();
    let all = channels.iter().map(|channel| channel.id).collect();
    check(&all, async |page| {
        Ok(store.public_channels(team.id, page).await?.into_iter().map(|state| state.channel.id).collect())
    })
    .await;
    let every = ChannelPool::Every(EveryChannel::default());
    for pool in [ChannelPool::Public, ChannelPool::PublicOrOf(ana.id), ChannelPool::Of(ana.id), every] {
        check(&all, async |page| {
            let search = ChannelSearch { pool, teams: vec![team.id], term: String::new(), page };
            Ok(store.find_channels(search).await?.into_iter().map(|state| state.channel.id).collect())
        })
        .await;
    }
}

/// Members of a channel and of a team.
pub async fn members_are_paged(store: &dyn Store) {
    let mut users = Vec::new();
    for name in NAMES {
        users.push(user(store, name).await);
    }
    let (team, channel) = room(store, &users.iter().collect::<Vec<_>>()).await;
    let all = users.iter().map(|user| user.id).collect();
    check(&all, async |page| {
        Ok(store.channel_members(channel.id, page).await?.into_iter().map(|member| member.user_id).collect())
    })
    .await;
    for (active_accounts, by_username) in [(false, false), (true, false), (false, true), (true, true)] {
        check(&all, async |page| {
            let filter = TeamMemberFilter { active_accounts, by_username, page };
            Ok(store.team_members(team.id, filter).await?.into_iter().map(|member| member.user_id).collect())
        })
        .await;
    }
}

/// Teams, all with one display name.
pub async fn teams_are_paged(store: &dyn Store) {
    let mut all = BTreeSet::new();
    for name in NAMES {
        let team = Team { display_name: "Same".to_owned(), ..team(name) };
        all.insert(team.id);
        store.create_team(NewTeam { team, channels: Vec::new(), first_member: None }).await.unwrap().unwrap();
    }
    check(&all, async |page| {
        Ok(store
            .teams(TeamSearch { open_invite_only: true, term: String::new() }, page)
            .await?
            .into_iter()
            .map(|team| team.id)
            .collect())
    })
    .await;
}

/// Custom emoji.
pub async fn emoji_are_paged(store: &dyn Store) {
    let ana = user(store, "ana").await;
    for name in NAMES {
        let id = EmojiId::generate(random().as_ref());
        let emoji = Emoji { id, create_at: ana.create_at, creator_id: ana.id, name: name.to_owned() };
        store.add_emoji(emoji).await.unwrap().unwrap();
    }
    let all = NAMES.iter().map(|name| (*name).to_owned()).collect();
    check(&all, async |page| Ok(store.emoji_page(page).await?.into_iter().map(|emoji| emoji.name).collect())).await;
}

/// Saved posts, several made in one moment.
pub async fn saved_posts_are_paged(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let mut all = BTreeSet::new();
    for number in 0..11 {
        let id = stored(store, write(post(channel.id, ana.id, None, number / 4))).await.post.id;
        all.insert(id);
        let saved = Preference {
            category: "flagged_post".to_owned(),
            name: id.to_string(),
            value: "true".to_owned(),
            user_id: ana.id,
        };
        store.save_preferences(vec![saved]).await.unwrap();
    }
    check(&all, async |page| {
        let query = SavedQuery { user_id: ana.id, team_id: None, channel_id: None, page };
        Ok(store.saved_posts(query).await?.into_iter().map(|post| post.id).collect())
    })
    .await;
}

/// Followed threads, several of whose newest replies came in one moment, walked from the newest on and back.
pub async fn threads_are_paged(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (team, channel) = room(store, &[&ana]).await;
    let mut all = BTreeSet::new();
    for number in 0..11 {
        let root = stored(store, write(post(channel.id, ana.id, None, number))).await.post;
        let follow = FollowWrite { user_id: ana.id, force: true, mention: false, viewed: false };
        let reply = write(post(channel.id, ana.id, Some(root.id), 20 + number / 4));
        stored(store, PostWrite { follows: vec![follow], ..reply }).await;
        all.insert(root.id);
    }
    let scope = ThreadScope { user_id: ana.id, team_id: team.id, with_direct: true, with_deleted: false };
    let read = async |side, limit| {
        let query = ThreadListQuery { scope, unread_only: false, since: TimestampMs::ZERO, side, limit };
        let found = store.followed_threads(query).await.unwrap();
        found.into_iter().map(|found| found.root.id).collect::<Vec<_>>()
    };
    for limit in SIZES {
        let mut seen = read(ThreadSide::Newest, limit).await;
        while let Some(&last) = seen.last() {
            let more = read(ThreadSide::Before(last), limit).await;
            if more.is_empty() {
                break;
            }
            seen.extend(more);
        }
        assert_eq!((seen.len(), &seen.iter().copied().collect::<BTreeSet<_>>()), (all.len(), &all), "by {limit}");
        let mut back = vec![seen[seen.len() - 1]];
        while let Some(&last) = back.last() {
            let more = read(ThreadSide::After(last), limit).await;
            if more.is_empty() {
                break;
            }
            back.extend(more);
        }
        back.reverse();
        assert_eq!(back, seen, "by {limit}");
    }
}

/// Replies of a thread, several made in one moment, in both directions.
pub async fn replies_are_paged(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let root = stored(store, write(post(channel.id, ana.id, None, 0))).await.post;
    let mut all = BTreeSet::new();
    for number in 0..11 {
        let reply = stored(store, write(post(channel.id, ana.id, Some(root.id), 10 + number / 4))).await.post;
        all.insert((reply.create_at, reply.id));
    }
    for direction in [ThreadDirection::Down, ThreadDirection::Up] {
        for limit in SIZES {
            let mut seen = Vec::new();
            loop {
                let from = seen.last().map(|&(time, id)| (time, Some(id)));
                let query = ThreadQuery { root_id: root.id, from, direction, limit: Some(limit) };
                let page = store.thread_page(query).await.unwrap().unwrap();
                let of = |id| page.posts.iter().find(|post| post.id == id).map(|post| (post.create_at, post.id));
                seen.extend(page.order[1..].iter().filter_map(|&id| of(id)));
                if page.has_next != Some(true) {
                    break;
                }
            }
            assert_eq!((seen.len(), &seen.into_iter().collect::<BTreeSet<_>>()), (all.len(), &all), "by {limit}");
        }
    }
}

/// Files, several of one moment, by a word all their names have.
pub async fn found_files_are_paged(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let mut all = BTreeSet::new();
    for number in 0..11 {
        let name = format!("report {number}.txt");
        let file = added(store, FileInfo { name, ..file(channel.id, ana.id, number / 4) }).await;
        stored(store, with_files(post(channel.id, ana.id, None, 10 + number / 4), &[&file])).await;
        all.insert(file.id);
    }
    check(&all, async |page| {
        let search = FileSearch {
            channels: vec![channel.id],
            from: Vec::new(),
            not_from: Vec::new(),
            spans: Vec::new(),
            terms: vec![word("report")],
            any: false,
            extensions: Vec::new(),
            not_extensions: Vec::new(),
            page,
        };
        Ok(store.search_files(search).await?.into_iter().map(|file| file.id).collect())
    })
    .await;
}

/// Posts, several of one moment, by a word of theirs.
pub async fn found_posts_are_paged(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let mut all = BTreeSet::new();
    for number in 0..11 {
        let new = Post { message: "a report".to_owned(), ..post(channel.id, ana.id, None, 10 + number / 4) };
        all.insert(stored(store, write(new)).await.post.id);
    }
    check(&all, async |page| {
        let search = PostSearch {
            channels: vec![channel.id],
            from: Vec::new(),
            not_from: Vec::new(),
            spans: Vec::new(),
            terms: vec![word("report")],
            any: false,
            page,
        };
        Ok(store.search_posts(search).await?.into_iter().map(|post| post.id).collect())
    })
    .await;
}

fn word(text: &str) -> Sided<SearchTerm> {
    Sided { what: SearchTerm::Word(text.to_owned()), excluded: false }
}

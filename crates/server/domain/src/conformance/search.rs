//! Finding posts by their words.

use countersign_primitives::{ChannelId, PostId};
use countersign_server_rules::search::{SearchTerm, Sided, parse_search};

use crate::{
    conformance::samples::{at, post, random, room, stored, user, write},
    model::Post,
    ports::store::{Page, PostChange, PostDeletion, PostSearch, SearchSpan, Store},
};

fn terms(text: &str) -> Vec<Sided<SearchTerm>> {
    parse_search(text).expect("the field is good").terms
}

/// A search of one channel for all of these texts.
fn search(channel_id: ChannelId, terms: Vec<Sided<SearchTerm>>, size: u32) -> PostSearch {
    PostSearch {
        channels: vec![channel_id],
        from: Vec::new(),
        not_from: Vec::new(),
        spans: Vec::new(),
        terms,
        any: false,
        page: Page { number: 0, size },
    }
}

async fn ids(store: &dyn Store, search: PostSearch) -> Vec<PostId> {
    store.search_posts(search).await.unwrap().into_iter().map(|post| post.id).collect()
}

/// Words, phrases, beginnings and hashtags; all of them or any; without the excluded.
pub async fn texts_are_found(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let mut made = Vec::new();
    for (ms, message, hashtags) in [
        (1, "The quick brown fox", ""),
        (2, "A brown-ish DOG's quick bark", ""),
        (3, "über \"quoted\" 'text' #Release is out", "#Release"),
        (4, "release notes", ""),
    ] {
        let new =
            Post { message: message.to_owned(), hashtags: hashtags.to_owned(), ..post(channel.id, ana.id, None, ms) };
        made.push(stored(store, write(new)).await.post.id);
    }
    let [fox, dog, tagged, notes] = made[..] else { panic!("four posts were made") };
    let base = search(channel.id, Vec::new(), 10);
    for (text, any, expected) in [
        ("quick", false, vec![dog, fox]),
        ("QUICK brown", false, vec![dog, fox]),
        ("quick fox", false, vec![fox]),
        ("fox notes", true, vec![notes, fox]),
        ("\"quick brown\"", false, vec![fox]),
        ("\"brown quick\"", false, vec![]),
        ("bro*", false, vec![dog, fox]),
        ("quick -fox", false, vec![dog]),
        ("-quick", false, vec![notes, tagged]),
        ("#release", false, vec![tagged]),
        ("release", false, vec![notes, tagged]),
        ("ÜBER", false, vec![tagged]),
        ("text'", false, vec![tagged]),
        ("brown-ish", false, vec![dog]),
        ("nothing", false, vec![]),
    ] {
        let search = PostSearch { terms: terms(text), any, ..base.clone() };
        assert_eq!(ids(store, search).await, expected, "{text}");
    }
    let second = PostSearch { page: Page { number: 1, size: 3 }, ..base };
    assert_eq!(ids(store, second).await, [fox]);
}

/// Authors, times and channels narrow a search; changed texts are found as they are, deleted ones and notices never.
pub async fn searches_are_narrowed(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (_, channel) = room(store, &[&ana, &ben]).await;
    let one = stored(store, write(post(channel.id, ana.id, None, 10))).await.post.id;
    let two = stored(store, write(post(channel.id, ben.id, None, 20))).await.post.id;
    let gone = stored(store, write(post(channel.id, ana.id, None, 30))).await.post.id;
    store.delete_post(PostDeletion { id: gone, by: ana.id, now: at(40) }).await.unwrap();
    let notice = Post { kind: "system_join_channel".to_owned(), ..post(channel.id, ana.id, None, 50) };
    stored(store, write(notice)).await;
    let base = search(channel.id, terms("message"), 10);
    assert_eq!(ids(store, base.clone()).await, [two, one]);
    assert_eq!(ids(store, PostSearch { from: vec![ana.id], ..base.clone() }).await, [one]);
    assert_eq!(ids(store, PostSearch { not_from: vec![ana.id], ..base.clone() }).await, [two]);
    let span = SearchSpan { from: Some(at(10)), until: Some(at(20)), excluded: false };
    assert_eq!(ids(store, PostSearch { spans: vec![span], ..base.clone() }).await, [one]);
    let other = SearchSpan { excluded: true, ..span };
    assert_eq!(ids(store, PostSearch { spans: vec![other], ..base.clone() }).await, [two]);
    let open = SearchSpan { from: Some(at(11)), until: None, excluded: false };
    assert_eq!(ids(store, PostSearch { spans: vec![open], ..base.clone() }).await, [two]);
    assert!(ids(store, PostSearch { channels: Vec::new(), ..base.clone() }).await.is_empty());
    let text = PostChange { message: Some(("other words".to_owned(), String::new())), ..PostChange::default() };
    let former = post(channel.id, ana.id, None, 0).id;
    store.change_post(one, former, text, at(60)).await.unwrap().unwrap();
    assert_eq!(ids(store, base.clone()).await, [two]);
    assert_eq!(ids(store, PostSearch { terms: terms("words"), ..base }).await, [one]);
}

/// What was written a moment ago is found, and what was changed or deleted is not, however many were written before and
/// whenever somebody searched: stores may index many at once.
pub async fn what_was_just_written_is_found(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let base = search(channel.id, terms("tide"), 200);
    let mut expected: Vec<PostId> = Vec::new();
    for number in 0..150 {
        let new = Post { message: "the tide turns".to_owned(), ..post(channel.id, ana.id, None, number) };
        let made = stored(store, write(new)).await.post.id;
        // Some at once, some when they may have been indexed; some change twice.
        match number % 5 {
            0 => drop(store.delete_post(PostDeletion { id: made, by: ana.id, now: at(500) }).await.unwrap()),
            1 => change(store, made, "the ebb").await,
            2 => {
                change(store, made, "the ebb").await;
                change(store, made, "high tide").await;
                expected.insert(0, made);
            }
            _ => expected.insert(0, made),
        }
        if number % 47 == 0 {
            assert_eq!(ids(store, base.clone()).await, expected, "after {number}");
        }
        if number % 3 == 0 && expected.len() > 20 {
            let gone = expected.remove(20);
            match number % 2 {
                0 => change(store, gone, "the flood").await,
                _ => drop(store.delete_post(PostDeletion { id: gone, by: ana.id, now: at(500) }).await.unwrap()),
            }
        }
    }
    assert_eq!(ids(store, base).await, expected);
}

async fn change(store: &dyn Store, id: PostId, message: &str) {
    let text = PostChange { message: Some((message.to_owned(), String::new())), ..PostChange::default() };
    let former = PostId::generate(random().as_ref());
    store.change_post(id, former, text, at(500)).await.unwrap().unwrap();
}

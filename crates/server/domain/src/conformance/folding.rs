//! Capitals of every script are small letters to who searches.

use countersign_server_rules::search::{SearchTerm, Sided};

use crate::{
    conformance::{
        files::{added, file, with_files},
        samples::{at, post, room, stored, user},
    },
    model::FileInfo,
    ports::store::{FileSearch, Page, ProfileChange, Store, UserFilter, UserScope},
};

const FIRST: Page = Page { number: 0, size: 10 };

/// Names of people.
pub async fn people_are_found_in_any_case(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    for (id, nickname) in [(ana.id, "ÄRGER Ångström"), (ben.id, "ΣΊΣΥΦΟΣ МОСКВА")] {
        let change = ProfileChange { nickname: Some(nickname.to_owned()), ..ProfileChange::default() };
        store.update_user(id, change, at(5)).await.unwrap().unwrap().unwrap();
    }
    for (prefix, id) in [("ärg", ana.id), ("σίσ", ben.id)] {
        let filter = UserFilter { prefixes: vec![prefix.to_owned()], ..UserFilter::of(UserScope::default(), FIRST) };
        let found: Vec<_> = store.users(filter).await.unwrap().into_iter().map(|user| user.id).collect();
        assert_eq!(found, [id], "{prefix}");
    }
}

/// Names of files.
pub async fn files_are_found_in_any_case(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let named = FileInfo { name: "ÜBERSICHT Żółć.txt".to_owned(), ..file(channel.id, ana.id, 0) };
    let named = added(store, named).await;
    stored(store, with_files(post(channel.id, ana.id, None, 5), &[&named])).await;
    for word in ["übersicht", "Übersicht", "żÓŁć"] {
        let search = FileSearch {
            channels: vec![channel.id],
            from: Vec::new(),
            not_from: Vec::new(),
            spans: Vec::new(),
            terms: vec![Sided { what: SearchTerm::Word(word.to_owned()), excluded: false }],
            any: false,
            extensions: Vec::new(),
            not_extensions: Vec::new(),
            page: FIRST,
        };
        let found: Vec<_> = store.search_files(search).await.unwrap().into_iter().map(|file| file.id).collect();
        assert_eq!(found, [named.id], "{word}");
    }
}

//! What is known of uploaded files.

use countersign_primitives::{ChannelId, FileId, PostId, UserId};
use countersign_server_rules::search::{SearchTerm, Sided};

use crate::{
    conformance::samples::{at, channel, post, random, room, stored, user, write},
    model::{FileInfo, PictureInfo, Post},
    ports::store::{FileSearch, Page, PostChange, PostDeletion, PostWrite, SearchSpan, Store},
};

pub(super) fn file(channel_id: ChannelId, user_id: UserId, ms: i64) -> FileInfo {
    FileInfo {
        id: FileId::generate(random().as_ref()),
        user_id,
        post_id: None,
        channel_id,
        create_at: at(ms),
        name: "Über \"uns\".txt".to_owned(),
        extension: "txt".to_owned(),
        size: u64::from(u32::MAX) + 1,
        media_type: "text/plain; charset=utf-8".to_owned(),
        picture: None,
    }
}

pub(super) async fn added(store: &dyn Store, file: FileInfo) -> FileInfo {
    store.add_file(file.clone()).await.unwrap();
    file
}

pub(super) fn with_files(post: Post, files: &[&FileInfo]) -> PostWrite {
    write(Post { file_ids: files.iter().map(|file| file.id).collect(), ..post })
}

/// All that is known of a file comes back.
pub async fn files_are_kept_whole(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let plain = added(store, file(channel.id, ana.id, 0)).await;
    let picture = PictureInfo { width: 7680, height: 4320, has_preview: true, mini_preview: "/9j/".to_owned() };
    let picture = added(store, FileInfo { picture: Some(picture), ..file(channel.id, ana.id, 1) }).await;
    assert_eq!(store.file(plain.id).await.unwrap(), Some(plain));
    assert_eq!(store.file(picture.id).await.unwrap(), Some(picture));
    assert_eq!(store.file(FileId::generate(random().as_ref())).await.unwrap(), None);
}

/// A post takes the files its author uploaded, in its order, wherever they were uploaded to.
pub async fn posts_take_their_files(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (_, here) = room(store, &[&ana, &ben]).await;
    let (first, second) = (file(here.id, ana.id, 1), file(here.id, ana.id, 2));
    let elsewhere = file(channel(None, here.kind, "elsewhere").id, ana.id, 3);
    let foreign = file(here.id, ben.id, 4);
    for file in [&first, &second, &elsewhere, &foreign] {
        added(store, file.clone()).await;
    }
    let unknown = file(here.id, ana.id, 5);
    let wanted = post(here.id, ana.id, None, 10);
    let wish = with_files(wanted.clone(), &[&second, &foreign, &first, &unknown, &elsewhere, &second]);
    let written = stored(store, wish).await.post;
    assert_eq!(written.file_ids, [second.id, first.id, elsewhere.id]);
    assert_eq!(store.post(wanted.id).await.unwrap().unwrap().file_ids, written.file_ids);
    let expected =
        [first, second, elsewhere].map(|file| FileInfo { post_id: Some(wanted.id), channel_id: here.id, ..file });
    assert_eq!(store.files_of_posts(&[wanted.id]).await.unwrap(), expected);
    assert_eq!(store.file(foreign.id).await.unwrap(), Some(foreign));
    assert_eq!(store.channel_file_count(here.id).await.unwrap(), 3);
    store.delete_post(PostDeletion { id: wanted.id, by: ana.id, now: at(20) }).await.unwrap();
    assert_eq!(store.channel_file_count(here.id).await.unwrap(), 0);
}

/// A file belongs to one post only.
pub async fn files_are_taken_once(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let file = added(store, file(channel.id, ana.id, 0)).await;
    let (one, two) = (post(channel.id, ana.id, None, 1), post(channel.id, ana.id, None, 2));
    stored(store, with_files(one.clone(), &[&file])).await;
    assert_eq!(stored(store, with_files(two.clone(), &[&file])).await.post.file_ids, []);
    assert_eq!(store.files_of_posts(&[two.id]).await.unwrap(), []);
    let of_both = store.files_of_posts(&[two.id, one.id]).await.unwrap();
    assert_eq!(of_both, [FileInfo { post_id: Some(one.id), ..file }]);
}

/// An edited post keeps and takes files as it says.
pub async fn edited_posts_take_new_files(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (_, channel) = room(store, &[&ana, &ben]).await;
    let (old, gone, new, foreign) = (
        added(store, file(channel.id, ana.id, 1)).await,
        added(store, file(channel.id, ana.id, 2)).await,
        added(store, file(channel.id, ana.id, 3)).await,
        added(store, file(channel.id, ben.id, 4)).await,
    );
    let post = post(channel.id, ana.id, None, 10);
    stored(store, with_files(post.clone(), &[&old, &gone])).await;
    let file_ids = Some(vec![new.id, foreign.id, old.id]);
    let change = PostChange { file_ids, ..PostChange::default() };
    let former = PostId::generate(random().as_ref());
    let changed = store.change_post(post.id, former, change, at(20)).await.unwrap().unwrap();
    assert_eq!((changed.file_ids.clone(), changed.edit_at), (vec![new.id, old.id], at(20)));
    assert_eq!(store.post(post.id).await.unwrap(), Some(changed));
    assert_eq!(store.file(new.id).await.unwrap(), Some(FileInfo { post_id: Some(post.id), ..new }));
    assert_eq!(store.file(foreign.id).await.unwrap(), Some(foreign));
    assert_eq!(store.post_history(post.id).await.unwrap()[0].file_ids, [old.id, gone.id]);
}

/// What could not be stored takes no files.
pub async fn refused_posts_take_no_files(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let file = added(store, file(channel.id, ana.id, 0)).await;
    let nowhere = PostId::generate(random().as_ref());
    let refused = with_files(post(channel.id, ana.id, Some(nowhere), 1), &[&file]);
    store.create_post(refused).await.unwrap();
    assert_eq!(store.file(file.id).await.unwrap(), Some(file));
}

/// Files of deleted posts are not there.
pub async fn files_go_with_their_post(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let file = added(store, file(channel.id, ana.id, 0)).await;
    let deleted = Post { delete_at: at(5), ..post(channel.id, ana.id, None, 1) };
    stored(store, with_files(deleted.clone(), &[&file])).await;
    assert_eq!(store.file(file.id).await.unwrap(), None);
    assert_eq!(store.files_of_posts(&[deleted.id]).await.unwrap(), []);
}

/// Files are found by parts of their names, in posts that are not deleted, newest first.
pub async fn files_are_found_by_name(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (_, channel) = room(store, &[&ana, &ben]).await;
    let named = |name: &str, extension: &str, owner: UserId, ms: i64| FileInfo {
        name: name.to_owned(),
        extension: extension.to_owned(),
        ..file(channel.id, owner, ms)
    };
    let report = added(store, named("Report-2024.pdf", "pdf", ana.id, 0)).await;
    let draft = added(store, named("draft report_1.txt", "txt", ana.id, 10)).await;
    let song = added(store, named("100%.mp3", "mp3", ben.id, 20)).await;
    let loose = added(store, named("report loose.pdf", "pdf", ana.id, 30)).await;
    let gone = added(store, named("report gone.pdf", "pdf", ana.id, 40)).await;
    stored(store, with_files(post(channel.id, ana.id, None, 50), &[&report, &draft])).await;
    stored(store, with_files(post(channel.id, ben.id, None, 51), &[&song])).await;
    let deleted = Post { delete_at: at(60), ..post(channel.id, ana.id, None, 52) };
    stored(store, with_files(deleted, &[&gone])).await;
    let term = |text: &str, excluded| Sided { what: SearchTerm::Word(text.to_owned()), excluded };
    let all = FileSearch {
        channels: vec![channel.id],
        from: Vec::new(),
        not_from: Vec::new(),
        spans: Vec::new(),
        terms: Vec::new(),
        any: false,
        extensions: Vec::new(),
        not_extensions: Vec::new(),
        page: Page { number: 0, size: 10 },
    };
    let found = async |search: FileSearch| -> Vec<FileId> {
        store.search_files(search).await.unwrap().iter().map(|file| file.id).collect()
    };
    assert_eq!(found(all.clone()).await, [song.id, draft.id, report.id]);
    let with = |terms: Vec<Sided<SearchTerm>>| FileSearch { terms, ..all.clone() };
    assert_eq!(found(with(vec![term("REPORT", false)])).await, [draft.id, report.id]);
    assert_eq!(found(with(vec![term("report", false), term("2024", false)])).await, [report.id]);
    assert_eq!(found(with(vec![term("report", false), term("draft", true)])).await, [report.id]);
    assert_eq!(found(with(vec![term("%", false)])).await, [song.id]);
    let either = FileSearch { any: true, ..with(vec![term("2024", false), term("mp3", false)]) };
    assert_eq!(found(either.clone()).await, [song.id, report.id]);
    assert_eq!(found(FileSearch { page: Page { number: 1, size: 1 }, ..either }).await, [report.id]);
    assert_eq!(found(FileSearch { any: true, ..all.clone() }).await.len(), 3);
    assert_eq!(found(FileSearch { extensions: vec!["pdf".to_owned()], ..all.clone() }).await, [report.id]);
    assert_eq!(found(FileSearch { not_extensions: vec!["pdf".to_owned()], ..all.clone() }).await, [song.id, draft.id]);
    assert_eq!(found(FileSearch { from: vec![ben.id], ..all.clone() }).await, [song.id]);
    assert_eq!(found(FileSearch { not_from: vec![ben.id], ..all.clone() }).await, [draft.id, report.id]);
    let span = |excluded| vec![SearchSpan { from: Some(at(5)), until: Some(at(15)), excluded }];
    assert_eq!(found(FileSearch { spans: span(false), ..all.clone() }).await, [draft.id]);
    assert_eq!(found(FileSearch { spans: span(true), ..all.clone() }).await, [song.id, report.id]);
    assert_eq!(found(FileSearch { channels: Vec::new(), ..all }).await, []);
    assert!(store.file(loose.id).await.unwrap().is_some());
}

//! What is known of uploaded files.

use countersign_primitives::{ChannelId, FileId, PostId, UserId};

use crate::{
    conformance::samples::{at, channel, post, random, room, stored, user, write},
    model::{FileInfo, PictureInfo, Post},
    ports::store::{PostChange, PostWrite, Store},
};

fn file(channel_id: ChannelId, user_id: UserId, ms: i64) -> FileInfo {
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

async fn added(store: &dyn Store, file: FileInfo) -> FileInfo {
    store.add_file(file.clone()).await.unwrap();
    file
}

fn with_files(post: Post, files: &[&FileInfo]) -> PostWrite {
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

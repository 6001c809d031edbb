//! Files that come in parts.

use countersign_primitives::{ChannelId, FileId, UserId};

use crate::{
    conformance::samples::{NOW, at, random, room, user},
    model::{FileInfo, UploadSession},
    ports::store::Store,
};

fn session(channel_id: ChannelId, user_id: UserId) -> UploadSession {
    UploadSession {
        id: FileId::generate(random().as_ref()),
        user_id,
        channel_id,
        create_at: NOW,
        name: "Über \"uns\".txt".to_owned(),
        size: u64::from(u32::MAX) + 1,
        ends: Vec::new(),
    }
}

/// Two parts cannot both be the next one.
pub async fn parts_follow_one_another(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let begun = session(channel.id, ana.id);
    store.add_upload(begun.clone()).await.unwrap();
    assert_eq!(store.upload(begun.id).await.unwrap(), Some(begun.clone()));
    assert!(store.add_upload_part(begun.id, Vec::new(), 10).await.unwrap());
    assert!(!store.add_upload_part(begun.id, Vec::new(), 20).await.unwrap());
    assert!(store.add_upload_part(begun.id, vec![10], 30).await.unwrap());
    let now = store.upload(begun.id).await.unwrap();
    assert_eq!(now, Some(UploadSession { ends: vec![10, 30], ..begun }));
    let unknown = FileId::generate(random().as_ref());
    assert!(!store.add_upload_part(unknown, Vec::new(), 10).await.unwrap());
    assert_eq!(store.upload(unknown).await.unwrap(), None);
}

/// A session becomes a file once.
pub async fn sessions_become_files(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let begun = session(channel.id, ana.id);
    store.add_upload(begun.clone()).await.unwrap();
    let file = FileInfo {
        id: begun.id,
        user_id: ana.id,
        post_id: None,
        channel_id: channel.id,
        create_at: at(5),
        name: begun.name,
        extension: "txt".to_owned(),
        size: begun.size,
        media_type: "text/plain".to_owned(),
        picture: None,
    };
    assert!(store.finish_upload(file.clone()).await.unwrap());
    assert!(!store.finish_upload(FileInfo { name: "again".to_owned(), ..file.clone() }).await.unwrap());
    assert_eq!(store.upload(begun.id).await.unwrap(), None);
    assert_eq!(store.file(file.id).await.unwrap(), Some(file));
}

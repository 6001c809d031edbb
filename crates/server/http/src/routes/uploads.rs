//! Files that come in parts.

mod begin;
mod get;
mod send;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use countersign_server_domain::model::UploadSession;
use countersign_server_files::storage::StoredPath;
use countersign_wire_api::UploadSession as WireSession;

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    let send = post(send::send).layer(DefaultBodyLimit::disable());
    Router::new().route("/uploads", post(begin::begin)).route("/uploads/{upload_id}", get(get::get).merge(send))
}

/// A session as clients get it.
fn wire(session: &UploadSession) -> WireSession {
    let bytes = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    WireSession {
        id: session.id,
        kind: "attachment".to_owned(),
        create_at: session.create_at,
        user_id: session.user_id,
        channel_id: Some(session.channel_id),
        filename: session.name.clone(),
        file_size: bytes(session.size),
        file_offset: bytes(session.offset()),
    }
}

/// Where a part is.
fn part(session: &UploadSession, (begin, end): (u64, u64)) -> StoredPath {
    StoredPath::upload_part(session.id, begin, end)
}

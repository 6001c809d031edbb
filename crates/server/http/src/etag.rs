//! Marks of what an answer says, by which clients need not read the same again.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use countersign_server_domain::{
    VERSION,
    accounts::SeenUser,
    model::{ChannelState, FileInfo, PostView},
    posts::{PostListView, PostsChanged},
    settings::PrivacySettings,
};

use sha2::{Digest, Sha256};

use crate::answer::{Answer, empty};

/// An account's mark.
pub(crate) fn user(seen: &SeenUser, privacy: &PrivacySettings) -> String {
    let (id, at) = (seen.user.id, seen.user.update_at.0);
    format!("{VERSION}.{id}.{at}..0.{}.{}.0", privacy.show_full_name, privacy.show_email_address)
}

/// The mark of a list of people of a team: who they are, and which changed last.
pub(crate) fn users(users: &[SeenUser], privacy: &PrivacySettings) -> String {
    let latest = users.iter().map(|seen| seen.user.update_at.0).max().unwrap_or_default();
    let ids = users.iter().fold(Sha256::new(), |hash, seen| hash.chain_update(seen.user.id.as_str()));
    let [first, second, third, fourth, ..] = <[u8; 32]>::from(ids.finalize());
    let who = u32::from_be_bytes([first, second, third, fourth]);
    format!("{VERSION}.{latest}.{}.{}.{who:08x}", privacy.show_full_name, privacy.show_email_address)
}

/// A post's mark.
pub(crate) fn post(view: &PostView) -> String {
    format!("{VERSION}.{}.{}", view.post.id, view.post.update_at.0)
}

/// The mark of a list of a channel's posts.
pub(crate) fn posts(changed: PostsChanged) -> String {
    format!("{VERSION}.{}", changed.0.0)
}

/// The mark of a list of posts that were marked: the first, and which changed last and when.
pub(crate) fn marked_posts(list: &PostListView) -> String {
    let first = list.order.first().map(ToString::to_string).unwrap_or_default();
    let latest = list.posts.iter().map(|view| (view.post.update_at, view.post.id)).max();
    let (at, id) = latest.map_or((0, "0".to_owned()), |(at, id)| (at.0, id.to_string()));
    format!("{VERSION}.{first}.{id}.{at}")
}

/// The mark of a post's files.
pub(crate) fn files(files: &[FileInfo]) -> String {
    let latest = files.iter().filter_map(|file| Some((file.create_at, file.post_id?))).max();
    latest.map_or_else(|| VERSION.to_owned(), |(at, id)| format!("{VERSION}.{id}.{}", at.0))
}

/// The mark of a list of channels: which changed last and when, and how many there are.
pub(crate) fn channels(channels: &[ChannelState]) -> String {
    let changed_at = |state: &ChannelState| state.channel.update_at.max(state.totals.last_post_at);
    let latest = channels.iter().map(|state| (changed_at(state), state.channel.id)).max();
    let (at, id) = latest.map(|(at, id)| (at.0, id.to_string())).unwrap_or_default();
    let id = if id.is_empty() { "0".to_owned() } else { id };
    format!("{VERSION}.{id}.{at}.0.{}", channels.len())
}

/// The whole answer with its mark, or 304 when the client has it already.
pub(crate) fn answer(asked: &HeaderMap, tag: &str, whole: impl FnOnce() -> Answer) -> Answer {
    if is_known(asked, tag) { not_modified(tag) } else { marked(tag, whole()) }
}

/// Whether the client has what the mark stands for.
pub(crate) fn is_known(asked: &HeaderMap, tag: &str) -> bool {
    asked.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes())
}

/// 304.
pub(crate) fn not_modified(tag: &str) -> Answer {
    let mut response = empty(StatusCode::NOT_MODIFIED);
    response.headers_mut().remove(header::CONTENT_TYPE);
    marked(tag, Ok(response))
}

/// An answer with its mark.
pub(crate) fn marked(tag: &str, answer: Answer) -> Answer {
    let mut response = answer?;
    if let Ok(tag) = HeaderValue::from_str(tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, Query, State as Shared},
    response::Response,
};
use serde::Deserialize;
use serde_json::json;

use countersign_primitives::{ChannelId, PostId};
use countersign_wire_api::{CreatePostRequest, Post};

use super::{
    answers::{ok, refusal, status},
    routes::Caller,
    world::World,
};

#[derive(Deserialize)]
pub(super) struct Paging {
    since: Option<i64>,
    before: Option<PostId>,
    per_page: Option<usize>,
}

pub(super) async fn list(
    Shared(world): Shared<Arc<World>>,
    Path(channel): Path<ChannelId>,
    Query(paging): Query<Paging>,
) -> Response {
    let state = world.lock();
    let mut posts: Vec<Post> = state.posts.iter().filter(|post| post.channel_id == channel).cloned().collect();
    posts.sort_by_key(|post| std::cmp::Reverse((post.create_at, post.id)));
    let per_page = paging.per_page.unwrap_or(60);
    let mut prev = None;
    if let Some(since) = paging.since {
        posts.retain(|post| post.update_at.0 > since);
        posts.truncate(1000);
    } else {
        posts.retain(|post| post.delete_at.is_zero());
        if let Some(before) = paging.before {
            let place = posts.iter().position(|post| post.id == before).map_or(posts.len(), |place| place + 1);
            posts.drain(..place);
        }
        prev = posts.get(per_page).map(|post| post.id);
        posts.truncate(per_page);
    }
    // The incumbent does not keep the author's own name for a post: only the answer and the event carry it.
    for post in &mut posts {
        post.pending_post_id = String::new();
    }
    let order: Vec<_> = posts.iter().map(|post| post.id).collect();
    let posts: serde_json::Map<_, _> =
        posts.iter().map(|post| (post.id.to_string(), serde_json::to_value(post).unwrap())).collect();
    let prev = prev.map(|id| id.to_string()).unwrap_or_default();
    ok(&json!({"order": order, "posts": posts, "next_post_id": "", "prev_post_id": prev,
        "first_inaccessible_post_time": 0}))
}

pub(super) async fn create(
    Shared(world): Shared<Arc<World>>,
    Extension(Caller(user)): Extension<Caller>,
    Json(request): Json<CreatePostRequest>,
) -> Response {
    let (Some(user), Some(channel)) = (user, request.channel_id) else {
        return refusal(400, "api.context.invalid_body_param.app_error");
    };
    let post = world.store_post(user, channel, &request.message, &request.pending_post_id);
    world.tell_posted(&post);
    status(201, &serde_json::to_value(&post).unwrap())
}

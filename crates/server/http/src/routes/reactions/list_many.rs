use std::collections::BTreeMap;

use axum::extract::State;
use countersign_primitives::PostId;
use countersign_server_domain::reactions;
use countersign_wire_api::Reaction;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    wire,
};

/// `POST /posts/ids/reactions`
pub(super) async fn list(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    let posts: Vec<PostId> = body.ids("post_ids")?;
    let found = reactions::reactions_to_posts(app.domain(), &caller, &posts).await?;
    let by_post: BTreeMap<PostId, Vec<Reaction>> =
        found.into_iter().map(|(post_id, reactions)| (post_id, wire::reactions(&reactions))).collect();
    json(&by_post)
}

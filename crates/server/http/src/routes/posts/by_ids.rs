use axum::extract::State;
use countersign_server_domain::posts;
use countersign_wire_api::Post;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    wire,
};

/// `POST /posts/ids`
pub(super) async fn by_ids(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    let ids = body.ids("post_ids")?;
    let posts = posts::posts_by_ids(app.domain(), &caller, &ids).await?;
    json(&posts.iter().map(wire::post).collect::<Vec<Post>>())
}

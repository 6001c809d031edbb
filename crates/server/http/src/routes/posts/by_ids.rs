use axum::{
    extract::State,
    http::{HeaderName, HeaderValue},
};
use countersign_server_domain::posts;
use countersign_wire_api::Post;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    wire,
};

const FIRST_INACCESSIBLE: HeaderName = HeaderName::from_static("first-inaccessible-post-time");

/// `POST /posts/ids`
pub(super) async fn by_ids(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    let ids = body.ids("post_ids")?;
    let posts = posts::posts_by_ids(app.domain(), &caller, &ids).await?;
    let mut answer = json(&posts.iter().map(wire::post).collect::<Vec<Post>>())?;
    // Nothing here is too old to be read.
    answer.headers_mut().insert(FIRST_INACCESSIBLE, HeaderValue::from_static("0"));
    Ok(answer)
}

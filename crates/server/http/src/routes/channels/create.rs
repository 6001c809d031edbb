use axum::extract::State;
use countersign_server_domain::channels::{self, NewChannel};
use countersign_wire_api::CreateChannelRequest;

use crate::{
    answer::{Answer, created},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    wire,
};

/// `POST /channels`
pub(super) async fn create(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    let asked: CreateChannelRequest = body.read("channel")?;
    let new = NewChannel {
        team_id: asked.team_id,
        kind: asked.kind,
        name: asked.name,
        display_name: asked.display_name,
        header: asked.header,
        purpose: asked.purpose,
    };
    created(&wire::channel(&channels::create_channel(app.domain(), &caller, new).await?))
}

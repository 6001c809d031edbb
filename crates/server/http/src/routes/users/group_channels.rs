use axum::extract::State;
use countersign_primitives::ChannelId;
use countersign_server_domain::accounts;
use countersign_wire_api::User;
use std::collections::BTreeMap;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    wire,
};

/// `POST /users/group_channels`
pub(super) async fn group_channels(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    let channels: Vec<ChannelId> = body.some_ids()?;
    let found = accounts::group_members(app.domain(), &caller, &channels).await?;
    let users = found.iter().map(|(id, users)| (*id, wire::users(users)));
    json(&users.collect::<BTreeMap<ChannelId, Vec<User>>>())
}

use axum::extract::{Path, State};
use countersign_primitives::{ChannelId, TeamId, UserId};
use countersign_server_domain::channels::{self, NewCategory};
use countersign_server_rules::error::invalid_body_param;
use serde::Deserialize;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `POST /users/{user}/teams/{team}/channels/categories`
pub(super) async fn create(
    State(app): State<App>,
    caller: SignedIn,
    Path((user_id, team_id)): Path<(String, String)>,
    body: JsonBody,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let team_id = param::id(&team_id, "team_id")?;
    let sent: Sent = body.read("category")?;
    if sent.user_id.is_some_and(|sent| sent != user_id) || sent.team_id.is_some_and(|sent| sent != team_id) {
        return Err(invalid_body_param("category").into());
    }
    let new = NewCategory { display_name: sent.display_name, channel_ids: sent.channel_ids, muted: sent.muted };
    json(&wire::category(&channels::create_category(app.domain(), &caller, user_id, team_id, new).await?))
}

/// What of a category counts when it is made.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    user_id: Option<UserId>,
    team_id: Option<TeamId>,
    display_name: String,
    channel_ids: Vec<ChannelId>,
    muted: bool,
}

use axum::extract::State;
use countersign_server_domain::actions::{self, DialogSubmission};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    answer::{Answer, json, ok},
    app::App,
    body::JsonBody,
    identity::SignedIn,
};

/// `POST /actions/dialogs/open`: for programs that hold the proof of a press.
pub(super) async fn open(State(app): State<App>, body: JsonBody) -> Answer {
    let asked: Map<String, Value> = body.read("dialog")?;
    actions::open_dialog(app.domain(), asked).await?;
    ok()
}

/// `POST /actions/dialogs/submit`
pub(super) async fn submit(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    json(&actions::submit_dialog(app.domain(), &caller, sent(&body)?).await?)
}

/// `POST /actions/dialogs/lookup`
pub(super) async fn look_up(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    json(&actions::look_up_entries(app.domain(), &caller, sent(&body)?).await?)
}

fn sent(body: &JsonBody) -> Result<DialogSubmission, crate::failure::Failure> {
    let sent: Sent = body.read("dialog_submission")?;
    Ok(DialogSubmission {
        url: sent.url,
        callback_id: sent.callback_id,
        state: sent.state,
        channel_id: sent.channel_id.parse().ok(),
        team_id: sent.team_id.parse().ok(),
        submission: sent.submission,
        cancelled: sent.cancelled,
    })
}

/// What a client sends. Who it is from says the session.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    url: String,
    callback_id: String,
    state: String,
    channel_id: String,
    team_id: String,
    submission: Map<String, Value>,
    cancelled: bool,
}

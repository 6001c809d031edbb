use axum::extract::State;
use countersign_server_domain::commands::{self, ExecuteCommand};
use countersign_wire_api::ExecuteCommandRequest;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    wire,
};

/// `POST /commands/execute`
pub(super) async fn execute(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    let asked: ExecuteCommandRequest = body.read("command_args")?;
    let asked = ExecuteCommand {
        command: asked.command,
        channel_id: asked.channel_id.parse().ok(),
        team_id: asked.team_id.parse().ok(),
        root_id: asked.root_id,
    };
    json(&wire::command_response(&commands::execute_command(app.domain(), &caller, asked).await?))
}

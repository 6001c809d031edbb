use countersign_server_domain::{
    commands::{CommandOutcome, Voice},
    model,
};
use countersign_wire_api::{AutocompleteSuggestion, Command, CommandResponse};

/// Commands of the server.
pub(crate) fn commands(commands: &[model::Command]) -> Vec<Command> {
    commands.iter().map(command).collect()
}

fn command(command: &model::Command) -> Command {
    Command {
        trigger: command.trigger.to_owned(),
        auto_complete: true,
        auto_complete_desc: command.description.to_owned(),
        auto_complete_hint: command.hint.to_owned(),
        display_name: command.trigger.to_owned(),
        ..Command::default()
    }
}

/// What is offered while somebody types.
pub(crate) fn suggestions(commands: &[model::Command]) -> Vec<AutocompleteSuggestion> {
    let suggestion = |command: &model::Command| AutocompleteSuggestion {
        complete: command.trigger.to_owned(),
        suggestion: command.trigger.to_owned(),
        hint: command.hint.to_owned(),
        description: command.description.to_owned(),
        icon_data: String::new(),
    };
    commands.iter().map(suggestion).collect()
}

/// What a command did.
pub(crate) fn command_response(outcome: &CommandOutcome) -> CommandResponse {
    let response_type = match outcome.voice {
        Voice::Silent => "",
        Voice::Ephemeral => "ephemeral",
        Voice::InChannel => "in_channel",
    };
    CommandResponse {
        response_type: response_type.to_owned(),
        text: outcome.text.clone(),
        kind: outcome.kind.to_owned(),
        goto_location: outcome.goto_location.clone(),
        ..CommandResponse::default()
    }
}

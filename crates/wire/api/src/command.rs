use serde::{Deserialize, Serialize};
use serde_json::Value;

use countersign_primitives::TimestampMs;

/// A slash command. Those of the server itself have no id, no creator and no address.
///
/// Source: `mattermost/mattermost` `server/public/model/command.go`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Command {
    /// The command; empty for those of the server.
    pub id: String,
    /// What its requests carry; empty.
    pub token: String,
    /// When it was made; 0.
    pub create_at: TimestampMs,
    /// When it last changed; 0.
    pub update_at: TimestampMs,
    /// When it was deleted; 0.
    pub delete_at: TimestampMs,
    /// Who made it; empty.
    pub creator_id: String,
    /// For which team; empty for all.
    pub team_id: String,
    /// What stands behind the slash.
    pub trigger: String,
    /// How it is asked; empty.
    pub method: String,
    /// In whose name it answers; empty.
    pub username: String,
    /// With which picture it answers; empty.
    pub icon_url: String,
    /// Whether it is offered while somebody types.
    pub auto_complete: bool,
    /// What it does.
    pub auto_complete_desc: String,
    /// What may follow it.
    pub auto_complete_hint: String,
    /// What it is called.
    pub display_name: String,
    /// What it is for; empty.
    pub description: String,
    /// Where it is asked; empty.
    pub url: String,
    /// Which plugin has it; empty.
    pub plugin_id: String,
}

/// What is offered while somebody types a command. Its names are capitalised on the wire.
///
/// Source: `mattermost/mattermost` `server/public/model/command_autocomplete.go`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AutocompleteSuggestion {
    /// What is typed when it is chosen, without the slash.
    pub complete: String,
    /// What is shown.
    pub suggestion: String,
    /// What may follow.
    pub hint: String,
    /// What it does.
    pub description: String,
    /// A picture; empty.
    pub icon_data: String,
}

/// A command to run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExecuteCommandRequest {
    /// The whole text, with its slash.
    pub command: String,
    /// Where.
    pub channel_id: String,
    /// Which team the client shows.
    pub team_id: String,
    /// In reply to which root; empty for none.
    pub root_id: String,
}

/// What a command did.
///
/// Source: `mattermost/mattermost` `server/public/model/command_response.go`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CommandResponse {
    /// `ephemeral`, `in_channel`, or empty when it says nothing.
    pub response_type: String,
    /// What it says.
    pub text: String,
    /// In whose name; empty for who ordered it.
    pub username: String,
    /// Where else; empty.
    pub channel_id: String,
    /// With which picture; empty.
    pub icon_url: String,
    /// The type of the post it makes.
    #[serde(rename = "type")]
    pub kind: String,
    /// Properties of the post; `null`.
    pub props: Value,
    /// Where the client goes; empty for nowhere.
    pub goto_location: String,
    /// For dialogs; empty.
    pub trigger_id: String,
    /// Whether the text is shown as it is.
    pub skip_slack_parsing: bool,
    /// Attachments; `null`.
    pub attachments: Value,
    /// Further answers; `null`.
    pub extra_responses: Value,
}

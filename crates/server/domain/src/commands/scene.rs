use std::sync::Arc;

use countersign_primitives::TeamId;
use serde_json::{Map, Value};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::Channel,
    posts::{MachinePost, post_by_machine},
};

/// What a command did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommandOutcome {
    /// What it says; empty for nothing.
    pub text: String,
    /// Who hears it.
    pub voice: Voice,
    /// The type of the post it makes.
    pub kind: &'static str,
    /// Where the client goes; empty for nowhere.
    pub goto_location: String,
}

/// Who hears what a command says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Voice {
    /// Nobody: it says nothing.
    #[default]
    Silent,
    /// Who ordered it.
    Ephemeral,
    /// Everybody in the channel, as a post of who ordered it.
    InChannel,
}

impl CommandOutcome {
    /// Said to who ordered it.
    pub(super) fn told(text: impl Into<String>) -> Self {
        Self { text: text.into(), voice: Voice::Ephemeral, ..Self::default() }
    }

    /// Posted in the name of who ordered it.
    pub(super) fn posted(text: String) -> Self {
        Self { text, voice: Voice::InChannel, ..Self::default() }
    }

    /// Nothing is said; the client goes elsewhere.
    pub(super) fn goes(goto_location: String) -> Self {
        Self { goto_location, voice: Voice::Ephemeral, ..Self::default() }
    }
}

/// What commands know of where they are.
pub(super) struct Scene<'a> {
    pub domain: &'a Domain,
    pub caller: &'a Caller,
    pub channel: Arc<Channel>,
    /// The channel's team, or in conversations the one the client shows.
    pub team_id: Option<TeamId>,
    pub root_id: &'a str,
}

/// Posts in the name of who ordered a command.
pub(super) async fn post(scene: &Scene<'_>, message: String, kind: &str, props: Map<String, Value>) -> Result<()> {
    let post = MachinePost {
        channel: Arc::clone(&scene.channel),
        author: Arc::clone(&scene.caller.user),
        root_id: scene.root_id.to_owned(),
        message,
        kind: kind.to_owned(),
        props,
        by_machine: false,
    };
    post_by_machine(scene.domain, post).await?;
    Ok(())
}

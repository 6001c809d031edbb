use crate::{
    channels::{self, ChannelPatch},
    commands::scene::{CommandOutcome, Scene},
    error::Result,
};

/// Changes a text of the channel.
pub(super) async fn change(scene: &Scene<'_>, trigger: &str, text: &str) -> Result<CommandOutcome> {
    if text.is_empty() {
        return Ok(CommandOutcome::told(format!("A message must be provided with the /{trigger} command.")));
    }
    let text = Some(text.to_owned());
    let patch = match trigger {
        "header" => ChannelPatch { header: text, ..ChannelPatch::default() },
        "purpose" => ChannelPatch { purpose: text, ..ChannelPatch::default() },
        _ => ChannelPatch { display_name: text, ..ChannelPatch::default() },
    };
    channels::patch_channel(scene.domain, scene.caller, scene.channel.id, patch).await?;
    Ok(CommandOutcome::default())
}

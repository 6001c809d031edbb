//! Channels a text links to.

use serde_json::{Map, Value, json};

use countersign_server_rules::{channel::ChannelKind, post::channel_links};

use crate::{domain::Domain, error::Result, model::Channel};

/// The prop by which apps know which of the names in a text are channels.
const PROP: &str = "channel_mentions";
/// More names than this are not looked up.
const MOST: usize = 50;

/// A post's properties, with the public channels of its team that the text links to. What a client says of them does
/// not count.
pub(super) async fn link_channels(
    domain: &Domain,
    channel: &Channel,
    mut props: Map<String, Value>,
    message: &str,
) -> Result<Map<String, Value>> {
    props.remove(PROP);
    let Some(team_id) = channel.team_id else { return Ok(props) };
    let mut linked = Map::new();
    for name in channel_links(message).into_iter().take(MOST) {
        let found = domain.store().channel_by_name(team_id, &name, false).await?;
        if let Some(state) = found.filter(|state| state.channel.kind == ChannelKind::Public) {
            linked.insert(name, json!({ "display_name": state.channel.display_name }));
        }
    }
    if linked.is_empty() {
        return Ok(props);
    }
    let team_name = domain.store().team(team_id).await?.map(|team| team.name).unwrap_or_default();
    for link in linked.values_mut() {
        link["team_name"] = Value::from(team_name.as_str());
    }
    props.insert(PROP.to_owned(), Value::Object(linked));
    Ok(props)
}

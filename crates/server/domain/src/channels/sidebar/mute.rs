use std::collections::HashMap;

use countersign_primitives::{ChannelId, UserId};

use crate::{channels::notify_props::set_muted, domain::Domain, error::Result, model::SidebarCategory};

/// Mutes the channels that came into a muted category, or whose category was muted, and the other way round.
pub(super) async fn follow_categories(
    domain: &Domain,
    user_id: UserId,
    before: &[SidebarCategory],
    after: &[SidebarCategory],
) -> Result<()> {
    let muted = |categories: &[SidebarCategory]| -> HashMap<ChannelId, bool> {
        let of = |category: &SidebarCategory| {
            let muted = category.muted;
            category.channel_ids.clone().into_iter().map(move |id| (id, muted))
        };
        categories.iter().flat_map(of).collect()
    };
    let before = muted(before);
    for (channel_id, muted) in muted(after) {
        if before.get(&channel_id).is_some_and(|before| *before != muted) {
            set_muted(domain, channel_id, user_id, muted).await?;
        }
    }
    Ok(())
}

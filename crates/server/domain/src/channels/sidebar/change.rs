use countersign_primitives::{TeamId, UserId};
use countersign_server_rules::error::known;

use crate::{
    channels::sidebar::{arrangement::Arrangement, mute::follow_categories},
    domain::Domain,
    error::Result,
    event::Audience,
};

/// How often a change is tried when other devices change the same sidebar meanwhile.
const ATTEMPTS: usize = 8;

/// Changes somebody's sidebar, and mutes channels along with their categories. `change` may be called several times;
/// it gets what is there, and leaves what shall be.
pub(super) async fn change_sidebar<T>(
    domain: &Domain,
    user_id: UserId,
    team_id: TeamId,
    change: impl Fn(&mut Arrangement) -> Result<T> + Send,
) -> Result<(T, Arrangement)> {
    for _ in 0..ATTEMPTS {
        let mut arrangement = Arrangement::read(domain, user_id, team_id).await?;
        let before = arrangement.filled();
        let changed = change(&mut arrangement)?;
        arrangement.number();
        let (stored, new) = (arrangement.stored.clone(), arrangement.categories.clone());
        if domain.store().replace_categories(user_id, team_id, stored, new).await? {
            follow_categories(domain, user_id, &before, &arrangement.filled()).await?;
            return Ok((changed, arrangement));
        }
    }
    Err(known::CONTEXT_SERVER_BUSY.into())
}

/// Who hears of a change of a sidebar.
pub(super) fn audience(user_id: UserId, team_id: TeamId) -> Audience {
    Audience { team_id: Some(team_id), ..Audience::user(user_id) }
}

use countersign_primitives::{TeamId, TimestampMs, UserId};
use countersign_server_rules::{
    permissions::{Action, Target},
    threads::{ThreadListShape, ThreadSide, ThreadTotals},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::FollowedView,
    ports::store::{StoreResult, ThreadListQuery, ThreadScope},
    threads::view::{Participants, view},
};

/// Which followed threads somebody asks for.
#[derive(Clone, Copy, Debug)]
pub struct ListFollowed {
    /// Whose.
    pub user_id: UserId,
    /// Threads of this team, and of direct and group messages.
    pub team_id: TeamId,
    /// Without those of direct and group messages.
    pub exclude_direct: bool,
    /// Those whose root was deleted, too.
    pub include_deleted: bool,
    /// Unread ones only.
    pub unread_only: bool,
    /// Those that changed at or after this time.
    pub since: TimestampMs,
    /// From where on.
    pub side: ThreadSide,
    /// Totals, threads or both.
    pub shape: ThreadListShape,
    /// How many.
    pub limit: u32,
    /// How much is said about who takes part.
    pub participants: Participants,
}

/// Followed threads.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FollowedList {
    /// What all of them sum up to; zeros where only threads were asked for.
    pub totals: ThreadTotals,
    /// The threads; `None` where only totals were asked for.
    pub threads: Option<Vec<FollowedView>>,
}

/// The threads somebody follows.
///
/// # Errors
/// 403 for somebody else's, and in a team that the caller may not see.
pub async fn list_followed(domain: &Domain, caller: &Caller, asked: ListFollowed) -> Result<FollowedList> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == asked.user_id))?;
    domain.require_in_team(caller, asked.team_id, Action::ViewTeam, Target::other()).await?;
    let scope = ThreadScope {
        user_id: asked.user_id,
        team_id: asked.team_id,
        with_direct: !asked.exclude_direct,
        with_deleted: asked.include_deleted,
    };
    let totals = match asked.shape {
        ThreadListShape::ThreadsOnly => ThreadTotals::default(),
        ThreadListShape::Whole | ThreadListShape::TotalsOnly => totals(domain, scope).await?,
    };
    if asked.shape == ThreadListShape::TotalsOnly {
        return Ok(FollowedList { totals, threads: None });
    }
    let query = ThreadListQuery {
        scope,
        unread_only: asked.unread_only,
        since: asked.since,
        side: asked.side,
        limit: asked.limit,
    };
    let mut threads = Vec::new();
    for found in domain.store().followed_threads(query).await? {
        threads.push(view(domain, found, asked.participants).await?);
    }
    Ok(FollowedList { totals, threads: Some(threads) })
}

/// What is unread in the threads that somebody follows in the channels of a team.
pub(crate) async fn totals_of_team(domain: &Domain, user_id: UserId, team_id: TeamId) -> StoreResult<ThreadTotals> {
    totals(domain, ThreadScope { user_id, team_id, with_direct: false, with_deleted: false }).await
}

async fn totals(domain: &Domain, scope: ThreadScope) -> StoreResult<ThreadTotals> {
    let totals = domain.store().thread_totals(scope).await?;
    let urgency = domain.settings().service_settings.post_priority;
    Ok(ThreadTotals { unread_urgent_mentions: if urgency { totals.unread_urgent_mentions } else { 0 }, ..totals })
}

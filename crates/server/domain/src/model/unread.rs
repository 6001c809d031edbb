use countersign_primitives::TeamId;

/// What is unread in the channels of a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TeamUnread {
    /// The team.
    pub team_id: TeamId,
    /// Posts.
    pub msg_count: i64,
    /// Root posts.
    pub msg_count_root: i64,
    /// Posts that mention the user.
    pub mention_count: i64,
    /// Root posts that do.
    pub mention_count_root: i64,
}

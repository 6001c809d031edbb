use serde::{Deserialize, Serialize};

use countersign_primitives::{TeamId, TimestampMs, UserId};

/// A team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// The team.
    pub id: TeamId,
    /// When it was made.
    pub create_at: TimestampMs,
    /// When it last changed.
    pub update_at: TimestampMs,
    /// When it was archived; 0 while it is active.
    pub delete_at: TimestampMs,
    /// For people.
    pub display_name: String,
    /// For addresses: lower case, unique.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Contact: who made it.
    pub email: String,
    /// Whether anybody on the server may see it (`O`), or members only (`I`).
    pub is_open: bool,
    /// Company.
    pub company_name: String,
    /// Domains of e-mail addresses that may join, separated by commas; empty for all.
    pub allowed_domains: String,
    /// Secret of the invitation link.
    pub invite_id: String,
    /// Whether anybody on the server may join.
    pub allow_open_invite: bool,
    /// When its picture last changed; 0 without one.
    pub last_icon_update: TimestampMs,
}

/// Somebody's membership in a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamMember {
    /// The team.
    pub team_id: TeamId,
    /// The member.
    pub user_id: UserId,
    /// When the member left; 0 while a member.
    pub delete_at: TimestampMs,
    /// When the member joined.
    pub create_at: TimestampMs,
    /// Guest.
    pub scheme_guest: bool,
    /// Ordinary member.
    pub scheme_user: bool,
    /// Team administrator.
    pub scheme_admin: bool,
    /// Roles beside the three above, separated by spaces.
    pub explicit_roles: String,
}

impl TeamMember {
    /// A new member.
    pub fn new(team_id: TeamId, user_id: UserId, is_admin: bool, now: TimestampMs) -> Self {
        Self {
            team_id,
            user_id,
            delete_at: TimestampMs::ZERO,
            create_at: now,
            scheme_guest: false,
            scheme_user: true,
            scheme_admin: is_admin,
            explicit_roles: String::new(),
        }
    }

    /// Whether this is a membership now.
    pub fn is_active(&self) -> bool {
        self.delete_at.is_zero()
    }
}

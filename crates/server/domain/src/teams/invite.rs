use countersign_primitives::TeamId;
use countersign_server_rules::{
    error::{RuleError, known},
    permissions::{Action, Target},
};

use crate::{caller::Caller, domain::Domain, error::Result};

/// Invites people to a team by mail. Nobody is reached as long as this server sends no mail: returns why, which is the
/// same for every address.
///
/// # Errors
/// 501 where the settings say so, 403 where the caller may not invite.
pub async fn invite_by_mail(domain: &Domain, caller: &Caller, team_id: TeamId) -> Result<RuleError> {
    domain.require_in_team(caller, team_id, Action::InviteToTeam, Target::other()).await?;
    if !domain.settings().service_settings.enable_email_invitations {
        return Err(known::TEAM_INVITE_MEMBERS_DISABLED.into());
    }
    Ok(known::TEAM_INVITE_MEMBERS_UNABLE_TO_SEND_EMAIL_WITH_DEFAULTS)
}

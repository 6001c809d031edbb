use countersign_primitives::TeamId;
use countersign_server_rules::{
    error::{RuleError, invalid_body_param, known},
    names::check_email,
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::Team,
    ports::mailer::{Letter, MailError},
};

/// Most addresses at once.
const MOST: usize = 50;

/// What became of an invitation.
#[derive(Clone, Debug, PartialEq)]
pub struct Invited {
    /// To which address.
    pub email: String,
    /// Why it did not leave; `None` when it did.
    pub refusal: Option<RuleError>,
}

/// Writes to addresses how to join a team.
///
/// # Errors
/// 501 where there are no such invitations, 403 for who may not invite, 404 without such a team, 400 for no address and
/// for more than 50. What goes wrong with one address stands in its line.
pub async fn invite_by_mail(
    domain: &Domain,
    caller: &Caller,
    team_id: TeamId,
    emails: Vec<String>,
) -> Result<Vec<Invited>> {
    domain.require_in_team(caller, team_id, Action::InviteToTeam, Target::other()).await?;
    if !domain.settings().service_settings.enable_email_invitations {
        return Err(known::TEAM_INVITE_MEMBERS_DISABLED.into());
    }
    if emails.is_empty() || emails.len() > MOST {
        return Err(invalid_body_param("user_email").into());
    }
    let team = domain.store().team(team_id).await?.ok_or(known::TEAM_GET_FIND)?;
    let mut invited = Vec::new();
    for email in emails {
        let refusal = invite(domain, caller, &team, email.to_lowercase()).await.err();
        invited.push(Invited { email, refusal });
    }
    Ok(invited)
}

async fn invite(domain: &Domain, caller: &Caller, team: &Team, email: String) -> Result<(), RuleError> {
    check_email(&email)?;
    let settings = domain.settings();
    let site = settings.service_settings.site_url.trim_end_matches('/');
    let (name, inviter) = (one_line(&team.display_name), &caller.user.username);
    let letter = Letter {
        to: email,
        subject: format!("[{}] {inviter} invited you to join {name}", settings.team_settings.site_name),
        body: format!(
            "{inviter} invited you to join the team {name} on {site}.\n\n\
             Open this link, or paste it into the app:\n\n{site}/signup_user_complete/?id={}\n",
            team.invite_id
        ),
    };
    domain.mailer().send(letter).await.map_err(|error| match error {
        MailError::NotConfigured => known::TEAM_INVITE_MEMBERS_UNABLE_TO_SEND_EMAIL_WITH_DEFAULTS,
        MailError::NotSent(_) => {
            tracing::error!(%error, "an invitation did not leave");
            known::TEAM_INVITE_MEMBERS_UNABLE_TO_SEND_EMAIL
        }
    })
}

/// A name as it stands in a letter's head.
fn one_line(name: &str) -> String {
    name.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

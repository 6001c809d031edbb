use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    ports::mailer::{Letter, MailError},
};

/// Writes to an administrator, to see whether letters leave.
///
/// # Errors
/// 403 for everybody else, 400 without a mail server, 500 when it does not take the letter.
pub async fn send_test_letter(domain: &Domain, caller: &Caller) -> Result<()> {
    domain.require(caller, Action::ManageServer, Target::other())?;
    let name = &domain.settings().team_settings.site_name;
    let letter = Letter {
        to: caller.user.email.clone(),
        subject: format!("[{name}] A letter that arrives"),
        body: "Letters of this server reach you.\n".to_owned(),
    };
    domain.mailer().send(letter).await.map_err(|error| match error {
        MailError::NotConfigured => known::ADMIN_TEST_EMAIL_MISSING_SERVER,
        MailError::NotSent(_) => {
            tracing::error!(%error, "a test letter did not leave");
            known::ADMIN_TEST_EMAIL_NOT_SENT
        }
    })?;
    Ok(())
}

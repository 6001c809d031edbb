//! `[mail]`.

use countersign_primitives::Secret;
use countersign_server_mail::{Login, Security, SmtpConfig, SmtpMailer};
use countersign_settings::{Files, Mistakes};
use serde::Deserialize;

use super::trust;

/// The mail server that takes letters to people: for forgotten passwords and invitations. Without it none are written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::config) struct Mail {
    /// The mail server's name. Required.
    #[cfg_attr(test, schemars(example = &"mail.example.com"))]
    host: String,
    /// Its port. Default: 587 with `starttls`, 465 with `tls`, 25 with `none`.
    #[cfg_attr(test, schemars(example = &587))]
    port: Option<u16>,
    /// `starttls`, `tls` from the first byte, or `none` for clear text to a mail server on this machine.
    security: String,
    /// Whom letters are from, such as `Chat <chat@example.com>`. Required.
    #[cfg_attr(test, schemars(example = &"Chat <chat@example.com>"))]
    from: String,
    /// The name to sign in with, where the mail server wants one.
    username: String,
    /// Its password.
    #[cfg_attr(test, schemars(with = "Option<String>", example = &"secret"))]
    password: Option<Secret<String>>,
    /// A file that holds the password.
    password_file: Option<String>,
    /// Certificates in PEM to trust besides the system's.
    extra_roots_file: Option<String>,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            host: String::new(),
            port: None,
            security: "starttls".to_owned(),
            from: String::new(),
            username: String::new(),
            password: None,
            password_file: None,
            extra_roots_file: None,
        }
    }
}

impl Mail {
    pub(super) fn config(self, files: &Files, mistakes: &mut Mistakes) -> SmtpConfig {
        mistakes.needed("mail", "host", &self.host);
        mistakes.needed("mail", "from", &self.from);
        let security = match self.security.as_str() {
            "starttls" => Security::StartTls,
            "tls" => Security::Tls,
            "none" => Security::None,
            _ => {
                mistakes.add("mail.security", "expected starttls, tls or none");
                Security::default()
            }
        };
        let password = mistakes.secret(files, "mail", "password", self.password, self.password_file.as_deref());
        let login = password.map(|password| Login { username: self.username.clone(), password });
        if login.is_none() != self.username.is_empty() {
            mistakes.add("mail.username", "expected a name and a password, or neither");
        }
        let config = SmtpConfig {
            host: self.host,
            port: self.port,
            security,
            login,
            from: self.from,
            trust: trust(self.extra_roots_file.as_deref(), "mail.extra_roots_file", files, mistakes),
        };
        if !config.from.is_empty()
            && let Err(error) = SmtpMailer::new(&config)
        {
            mistakes.add("mail", error.to_string());
        }
        config
    }
}

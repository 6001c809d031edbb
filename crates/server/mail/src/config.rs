use countersign_egress::Trust;
use countersign_primitives::Secret;

/// How the connection is kept from others' eyes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Security {
    /// Clear text first, then TLS, or nothing is sent. Usual port: 587.
    #[default]
    StartTls,
    /// TLS from the first byte. Usual port: 465.
    Tls,
    /// Clear text: for a mail server on the same machine. Usual port: 25.
    None,
}

impl Security {
    /// The usual port.
    pub fn port(self) -> u16 {
        match self {
            Self::StartTls => 587,
            Self::Tls => 465,
            Self::None => 25,
        }
    }
}

/// Name and password at the mail server.
#[derive(Clone, Debug)]
pub struct Login {
    /// Name.
    pub username: String,
    /// Password.
    pub password: Secret<String>,
}

/// Where letters leave.
#[derive(Clone, Debug)]
pub struct SmtpConfig {
    /// The mail server's name or address.
    pub host: String,
    /// Its port; `None` for the usual one of `security`.
    pub port: Option<u16>,
    /// How the connection is kept from others' eyes.
    pub security: Security,
    /// Name and password; `None` where the mail server wants none.
    pub login: Option<Login>,
    /// Whom letters are from: `chat@example.com` or `Chat <chat@example.com>`.
    pub from: String,
    /// Whom to trust with TLS.
    pub trust: Trust,
}

/// Why letters cannot be sent with these settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmtpConfigError {
    /// The sender is no address.
    #[error("the sender is no mail address")]
    Sender,
    /// The text with further roots holds something that is no certificate.
    #[error("the extra roots are not certificates in PEM")]
    Roots,
    /// A password would travel in the clear to another machine.
    #[error("a password is only shown over TLS, or to a mail server on this machine")]
    PasswordInClear,
}

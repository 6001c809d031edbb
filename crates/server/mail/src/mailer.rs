use std::{net::IpAddr, time::Duration};

use async_trait::async_trait;
use countersign_server_domain::ports::mailer::{Letter, MailError, Mailer};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::{
        Error,
        authentication::Credentials,
        client::{Certificate, CertificateStore, Tls, TlsParameters, TlsParametersBuilder},
    },
};

use crate::config::{Security, SmtpConfig, SmtpConfigError};

/// How long one step of sending may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends letters by SMTP.
#[derive(Debug)]
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl SmtpMailer {
    /// A mailer with these settings. It connects when there is a letter.
    ///
    /// # Errors
    /// See [`SmtpConfigError`].
    pub fn new(config: &SmtpConfig) -> Result<Self, SmtpConfigError> {
        let from = config.from.parse().map_err(|_| SmtpConfigError::Sender)?;
        if config.login.is_some() && config.security == Security::None && !is_here(&config.host) {
            return Err(SmtpConfigError::PasswordInClear);
        }
        let tls = match config.security {
            Security::StartTls => Tls::Required(tls(config)?),
            Security::Tls => Tls::Wrapper(tls(config)?),
            Security::None => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&config.host)
            .port(config.port.unwrap_or_else(|| config.security.port()))
            .tls(tls)
            .timeout(Some(PATIENCE));
        if let Some(login) = &config.login {
            builder = builder.credentials(Credentials::new(login.username.clone(), login.password.expose().to_owned()));
        }
        Ok(Self { transport: builder.build(), from })
    }
}

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn tls(config: &SmtpConfig) -> Result<TlsParameters, SmtpConfigError> {
    let store = if config.trust.system_roots { CertificateStore::Default } else { CertificateStore::None };
    let builder = TlsParametersBuilder::new(config.host.clone()).certificate_store(store);
    let roots = Certificate::from_pem(&config.trust.extra_roots_pem).map_err(|_| SmtpConfigError::Roots)?;
    builder.add_root_certificate(roots).build_rustls().map_err(|_| SmtpConfigError::Roots)
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, letter: Letter) -> Result<(), MailError> {
        let unfit = |what: &str| MailError::NotSent(format!("the {what} cannot be written"));
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, letter.to.parse().map_err(|_| unfit("receiver's address"))?))
            .subject(letter.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(letter.body)
            .map_err(|_| unfit("letter"))?;
        self.transport.send(message).await.map_err(|error| MailError::NotSent(reason(&error))).map(drop)
    }
}

/// What went wrong, without what the mail server said: that may name an address.
fn reason(error: &Error) -> String {
    if let Some(status) = error.status() {
        return format!("the mail server answered {status}");
    }
    let kinds: [(bool, &str); 4] = [
        (error.is_timeout(), "no answer in time"),
        (error.is_tls(), "TLS failed"),
        (error.is_client(), "the mail server cannot do what is needed"),
        (error.is_response(), "the answer makes no sense"),
    ];
    kinds.iter().find(|(is_it, _)| *is_it).map_or("no connection", |(_, what)| what).to_owned()
}

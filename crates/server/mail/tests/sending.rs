//! Letters to a mail server that writes down what it hears.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use countersign_egress::Trust;
use countersign_loopback::Authority;
use countersign_primitives::Secret;
use countersign_server_domain::ports::mailer::{Letter, MailError, Mailer};
use countersign_server_mail::{Login, Security, SmtpConfig, SmtpConfigError, SmtpMailer};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpListener,
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;

/// Speaks to one client until it leaves, and returns its lines. Receivers called `nobody` are unknown.
async fn converse(stream: impl AsyncRead + AsyncWrite + Unpin) -> Vec<String> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 here\r\n").await.unwrap();
    let (mut heard, mut in_letter) = (Vec::new(), false);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return heard;
        }
        let line = line.trim_end().to_owned();
        let answer = match line.as_str() {
            "." => Some("250 taken"),
            _ if in_letter => None,
            "DATA" => Some("354 go on"),
            "QUIT" => Some("221 bye"),
            line if line.contains("nobody@") => Some("550 nobody@example.com is unknown"),
            line if line.starts_with("AUTH") => Some("235 welcome"),
            line if line.starts_with("EHLO") => Some("250-here\r\n250 AUTH PLAIN"),
            _ => Some("250 fine"),
        };
        in_letter = (in_letter || line == "DATA") && line != ".";
        heard.push(line);
        if let Some(answer) = answer {
            stream.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
        }
    }
}

async fn server(tls: Option<TlsAcceptor>) -> (u16, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let task = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        match tls {
            None => converse(stream).await,
            Some(tls) => match tls.accept(stream).await {
                Ok(stream) => converse(stream).await,
                Err(_) => Vec::new(),
            },
        }
    });
    (port, task)
}

fn config(port: u16, security: Security) -> SmtpConfig {
    SmtpConfig {
        host: "localhost".to_owned(),
        port: Some(port),
        security,
        login: Some(Login { username: "chat".to_owned(), password: Secret::new("hunter2".to_owned()) }),
        from: "Chat <chat@example.com>".to_owned(),
        trust: Trust::default(),
    }
}

fn letter(to: &str) -> Letter {
    Letter { to: to.to_owned(), subject: "Über uns".to_owned(), body: "A link:\n.hidden\n".to_owned() }
}

#[tokio::test]
async fn a_letter_leaves_whole() {
    let (port, server) = server(None).await;
    let mailer = SmtpMailer::new(&config(port, Security::None)).unwrap();
    mailer.send(letter("ana@example.com")).await.unwrap();
    drop(mailer);
    let heard = server.await.unwrap();
    for line in ["MAIL FROM:<chat@example.com>", "RCPT TO:<ana@example.com>", "To: ana@example.com", "..hidden"] {
        assert!(heard.iter().any(|heard| heard.starts_with(line)), "{line} in {heard:#?}");
    }
    assert!(heard.iter().any(|line| line.starts_with("AUTH PLAIN")), "{heard:#?}");
}

#[tokio::test]
async fn what_the_mail_server_refuses_is_told_without_the_address() {
    let (port, _server) = server(None).await;
    let mailer = SmtpMailer::new(&config(port, Security::None)).unwrap();
    let refused = mailer.send(letter("nobody@example.com")).await.unwrap_err();
    let MailError::NotSent(why) = &refused else { panic!("{refused:?}") };
    assert!(why.contains("550") && !why.contains("nobody"), "{why}");
    let twice = mailer.send(letter("a@example.com\r\nBcc: b@example.com")).await;
    assert!(matches!(twice, Err(MailError::NotSent(_))));
}

#[tokio::test]
async fn over_tls_the_mail_server_must_be_trusted() {
    let authority = Authority::new();
    let acceptor = || TlsAcceptor::from(Arc::clone(&authority.server("localhost", &[], false)));
    let (port, trusted) = server(Some(acceptor())).await;
    let trust = Trust { system_roots: false, extra_roots_pem: authority.pem().into_bytes() };
    let mailer = SmtpMailer::new(&SmtpConfig { trust, ..config(port, Security::Tls) }).unwrap();
    mailer.send(letter("ana@example.com")).await.unwrap();
    drop(mailer);
    assert!(trusted.await.unwrap().contains(&"RCPT TO:<ana@example.com>".to_owned()));

    let (port, stranger) = server(Some(acceptor())).await;
    let other = Trust { system_roots: false, extra_roots_pem: Authority::new().pem().into_bytes() };
    let mailer = SmtpMailer::new(&SmtpConfig { trust: other, ..config(port, Security::Tls) }).unwrap();
    assert!(mailer.send(letter("ana@example.com")).await.is_err());
    assert_eq!(stranger.await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn without_starttls_nothing_is_said() {
    let (port, server) = server(None).await;
    let mailer = SmtpMailer::new(&config(port, Security::StartTls)).unwrap();
    assert!(mailer.send(letter("ana@example.com")).await.is_err());
    drop(mailer);
    let heard = server.await.unwrap();
    assert!(!heard.iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")), "{heard:?}");
}

#[test]
fn settings_that_give_the_password_away_are_refused() {
    let far = SmtpConfig { host: "mail.example.com".to_owned(), ..config(25, Security::None) };
    assert_eq!(SmtpMailer::new(&far).unwrap_err(), SmtpConfigError::PasswordInClear);
    let nobody = SmtpConfig { from: "nobody".to_owned(), ..config(25, Security::Tls) };
    assert_eq!(SmtpMailer::new(&nobody).unwrap_err(), SmtpConfigError::Sender);
}

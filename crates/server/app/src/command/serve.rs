use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use anyhow::{Context, Result, bail};
use clap::Args;
use countersign_egress::Trust;
use countersign_ingress::{TlsFiles, TrustedForwarders};
use countersign_primitives::Secret;
use countersign_server::{Server, ServerConfig, Surroundings};
use countersign_server_domain::ports::journal::NoJournal;
use countersign_system::{OsRandom, Signal, Signals, SystemClock};
use ipnet::IpNet;
use url::Url;

use crate::command::database::DatabaseOptions;

/// Options of `serve`.
#[derive(Args)]
pub(crate) struct Serve {
    /// Folder for the database and files; made when it is missing
    #[arg(long, value_name = "DIR", env = "COUNTERSIGN_SERVER_DATA", default_value = "./data")]
    data: PathBuf,
    #[command(flatten)]
    database: DatabaseOptions,
    /// Address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDR", env = "COUNTERSIGN_SERVER_LISTEN", default_value = "127.0.0.1:8065")]
    listen: SocketAddr,
    /// Address of the push gateway; kept in the settings, where administrators can change it
    #[arg(long, value_name = "URL", env = "COUNTERSIGN_SERVER_PUSH_GATEWAY")]
    push_gateway: Option<String>,
    /// File with the token the push gateway wants
    #[arg(long, value_name = "FILE", env = "COUNTERSIGN_SERVER_PUSH_GATEWAY_TOKEN_FILE")]
    push_gateway_token_file: Option<PathBuf>,
    /// Certificates (PEM) to trust besides the system's when the gateway is reached over TLS
    #[arg(long, value_name = "FILE", env = "COUNTERSIGN_SERVER_EXTRA_ROOTS")]
    extra_roots: Option<PathBuf>,
    /// Address people reach the server under, for example <https://chat.example.com>; kept in the settings
    #[arg(long, value_name = "URL", env = "COUNTERSIGN_SERVER_SITE_URL")]
    site_url: Option<String>,
    /// Certificate chain (PEM): TLS is spoken; read again on SIGHUP and when the file changes
    #[arg(long, value_name = "FILE", requires = "tls_key", env = "COUNTERSIGN_SERVER_TLS_CERTIFICATE")]
    tls_certificate: Option<PathBuf>,
    /// Key of the certificate (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_certificate", env = "COUNTERSIGN_SERVER_TLS_KEY")]
    tls_key: Option<PathBuf>,
    /// Network of a reverse proxy whose word counts about where clients are, for example 10.0.0.0/8; may be given often
    #[arg(long, value_name = "NET", env = "COUNTERSIGN_SERVER_TRUSTED_PROXY", value_delimiter = ',')]
    trusted_proxy: Vec<IpNet>,
}

/// Serves until the process is asked to stop.
pub(crate) async fn run(serve: Serve) -> Result<()> {
    let config = config(serve)?;
    let mut signals = Signals::new().context("signals cannot be taken over")?;
    let surroundings =
        Surroundings { clock: Arc::new(SystemClock::new()), random: Arc::new(OsRandom), journal: Arc::new(NoJournal) };
    let server = Server::start(config, surroundings).await?;
    tracing::info!(url = server.url(), "the server listens");
    loop {
        match signals.next().await {
            Signal::Stop => break,
            Signal::Reload => match server.listener().reload().await {
                Ok(()) => tracing::info!("the certificate was read again"),
                Err(error) => tracing::error!(%error, "the certificate was not taken over, the old one stays"),
            },
        }
    }
    tracing::info!("stopping");
    server.shutdown().await;
    Ok(())
}

fn config(serve: Serve) -> Result<ServerConfig> {
    let trust = match &serve.extra_roots {
        None => Trust::default(),
        Some(path) => Trust { extra_roots_pem: read(path)?, ..Trust::default() },
    };
    Ok(ServerConfig {
        listen: serve.listen,
        tls: serve.tls_certificate.zip(serve.tls_key).map(|(certificate, key)| TlsFiles::new(certificate, key)),
        trusted_proxies: TrustedForwarders::new(serve.trusted_proxy, false),
        site_url: serve.site_url.as_deref().map(|url| checked("--site-url", url)).transpose()?,
        push_gateway_url: serve.push_gateway.as_deref().map(|url| checked("--push-gateway", url)).transpose()?,
        push_gateway_token: serve.push_gateway_token_file.as_ref().map(token).transpose()?,
        trust,
        database: serve.database.database(),
        ..ServerConfig::new(serve.data)
    })
}

fn read(path: &PathBuf) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn token(path: &PathBuf) -> Result<Secret<String>> {
    let text = String::from_utf8(read(path)?).with_context(|| format!("{} is not text", path.display()))?;
    Ok(Secret::new(text.trim().to_owned()))
}

fn checked(option: &str, url: &str) -> Result<String> {
    match Url::parse(url) {
        Ok(parsed) if matches!(parsed.scheme(), "http" | "https") => Ok(url.trim_end_matches('/').to_owned()),
        _ => bail!("{option} {url:?} is no address: write it as https://host or http://host:port"),
    }
}

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use anyhow::{Context, Result, bail};
use clap::Args;
use countersign_egress::Trust;
use countersign_ingress::{TlsFiles, TrustedForwarders};
use countersign_primitives::Secret;
use countersign_server::{NatsBusConfig, NatsConfig, Server, ServerConfig, Surroundings};
use countersign_server_domain::ports::journal::NoJournal;
use countersign_system::{OsRandom, Signal, Signals, SystemClock};
use ipnet::IpNet;
use url::Url;

use crate::command::settings::Settings;

/// Options of `serve`.
#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    settings: Settings,
    /// NATS over which several servers on one PostgreSQL hear of one another, for example <nats://nats.example.com:4222>
    #[arg(long, value_name = "URL", env = "COUNTERSIGN_SERVER_BUS", hide_env_values = true)]
    bus: Option<String>,
    /// Address to listen on; port 0 takes a free one [default: 127.0.0.1:8065]
    #[arg(long, value_name = "ADDR", env = "COUNTERSIGN_SERVER_LISTEN")]
    listen: Option<SocketAddr>,
    /// Socket file for administration from this machine without signing in, for example with mmctl's --local; only the
    /// user the server runs as may open it
    #[arg(long, value_name = "FILE", env = "COUNTERSIGN_SERVER_LOCAL_SOCKET")]
    local_socket: Option<PathBuf>,
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

/// What was given on the command line wins.
fn config(serve: Serve) -> Result<ServerConfig> {
    let mut config = serve.settings.load()?;
    if let Some(listen) = serve.listen {
        config.listen = listen;
    }
    if let Some(url) = serve.bus {
        config.bus = Some(NatsBusConfig::new(NatsConfig::new(url)));
    }
    if serve.local_socket.is_some() {
        config.local_socket = serve.local_socket;
    }
    if let Some((certificate, key)) = serve.tls_certificate.zip(serve.tls_key) {
        config.tls = Some(TlsFiles::new(certificate, key));
    }
    if !serve.trusted_proxy.is_empty() {
        config.trusted_proxies = TrustedForwarders::new(serve.trusted_proxy, false);
    }
    if let Some(url) = serve.site_url {
        config.site_url = Some(checked("--site-url", &url)?);
    }
    if let Some(url) = serve.push_gateway {
        config.push_gateway_url = Some(checked("--push-gateway", &url)?);
    }
    if let Some(path) = serve.push_gateway_token_file {
        config.push_gateway_token = Some(token(&path)?);
    }
    if let Some(path) = serve.extra_roots {
        config.trust = Trust { extra_roots_pem: read(&path)?, ..Trust::default() };
    }
    Ok(config)
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

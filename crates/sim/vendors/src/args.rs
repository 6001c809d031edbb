use std::{future::Future, io::Write, net::SocketAddr, path::PathBuf, sync::Arc};

use clap::Args;

use countersign_primitives::{Clock, Random};
use countersign_wire_vendor::apns::Environment;

use crate::{
    config::{ListenConfig, TokenEndpoint, VendorsConfig},
    running::RunningVendors,
    settings::UnknownTokens,
    start::{Vendors, VendorsError},
};

/// Simulated Apple, Google and Web Push: TLS with an authority of their own, credentials for a gateway, a port for simulated
/// phones, a port to script faults and to see what came.
#[derive(Clone, Debug, Args)]
pub struct VendorsArgs {
    /// Folder for credentials and devices. Made when it is missing.
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Apple, production.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8443")]
    pub apple: SocketAddr,
    /// Apple, development.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8444")]
    pub apple_development: SocketAddr,
    /// Google: sending and the token endpoint.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8445")]
    pub google: SocketAddr,
    /// Web Push.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8446")]
    pub web_push: SocketAddr,
    /// Port for simulated phones, in clear text.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8447")]
    pub device: SocketAddr,
    /// Port for faults, settings, records and counters, in clear text.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8448")]
    pub control: SocketAddr,
    /// Further name or address for the TLS certificates. May be given several times.
    #[arg(long = "host-name", value_name = "NAME")]
    pub host_names: Vec<String>,
    /// The Firebase project.
    #[arg(long, value_name = "ID", default_value = "countersign-sim")]
    pub project: String,
    /// Take pushes to tokens that nobody registered, for load tests.
    #[arg(long)]
    pub accept_unknown_tokens: bool,
    /// Let the service-account file name the token endpoint in clear text on the control port.
    #[arg(long)]
    pub clear_text_token_uri: bool,
    /// How many requests are kept for the control port.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub records: usize,
    /// Streams at once that Apple allows after the first accepted provider token.
    #[arg(long, value_name = "N")]
    pub apple_streams: Option<u32>,
    /// How long every answer takes, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub latency_ms: u64,
    /// Print the addresses and paths as one line of JSON.
    #[arg(long)]
    pub json: bool,
}

impl VendorsArgs {
    /// The configuration these arguments ask for.
    pub fn to_config(&self, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> VendorsConfig {
        let mut config = VendorsConfig::loopback(self.data.clone(), clock, random);
        config.listen = ListenConfig {
            apple_production: self.apple,
            apple_development: self.apple_development,
            google: self.google,
            web_push: self.web_push,
            device: self.device,
            control: self.control,
        };
        config.host_names.clone_from(&self.host_names);
        config.project_id.clone_from(&self.project);
        config.records = self.records;
        config.settings.latency_ms = self.latency_ms;
        if self.accept_unknown_tokens {
            config.settings.unknown_tokens = UnknownTokens::Accept;
        }
        if self.clear_text_token_uri {
            config.token_endpoint = TokenEndpoint::ClearText;
        }
        if let Some(streams) = self.apple_streams {
            config.settings.apple.streams = streams;
        }
        config
    }
}

/// Runs the simulators until `stop` is ready, and says on `out` where they are.
///
/// # Errors
/// They cannot start.
pub async fn run(
    args: &VendorsArgs,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    out: &mut (impl Write + Send),
    stop: impl Future<Output = ()> + Send,
) -> Result<(), VendorsError> {
    let vendors = Vendors::start(args.to_config(clock, random)).await?;
    let said = if args.json { writeln!(out, "{}", summary_json(&vendors)) } else { write_summary(out, &vendors) };
    if let Err(error) = said.and_then(|()| out.flush()) {
        tracing::warn!(%error, "the summary cannot be printed");
    }
    stop.await;
    vendors.shutdown().await;
    Ok(())
}

fn summary_json(vendors: &RunningVendors) -> serde_json::Value {
    let (apple, google) = (vendors.apple_credentials(), vendors.google_credentials());
    let mut summary = vendors.addresses().to_json();
    summary["token_uri"] = vendors.token_uri().into();
    summary["ca"] = vendors.ca_path().display().to_string().into();
    summary["apple_key"] = apple.key_path.display().to_string().into();
    summary["apple_key_id"] = apple.key_id.as_str().into();
    summary["apple_team_id"] = apple.team_id.as_str().into();
    summary["google_service_account"] = google.service_account_path.display().to_string().into();
    summary["google_project_id"] = google.project_id.as_str().into();
    summary
}

fn write_summary(out: &mut impl Write, vendors: &RunningVendors) -> std::io::Result<()> {
    let (apple, google) = (vendors.apple_credentials(), vendors.google_credentials());
    writeln!(out, "Apple, production   {}", vendors.apple_url(Environment::Production))?;
    writeln!(out, "Apple, development  {}", vendors.apple_url(Environment::Development))?;
    writeln!(out, "  key               {}", apple.key_path.display())?;
    writeln!(out, "  key id, team id   {}, {}", apple.key_id, apple.team_id)?;
    writeln!(out, "Google              {}", vendors.google_url())?;
    writeln!(out, "  service account   {}", google.service_account_path.display())?;
    writeln!(out, "  token endpoint    {}", vendors.token_uri())?;
    writeln!(out, "Web Push            {}", vendors.web_push_url())?;
    writeln!(out, "Authority           {}", vendors.ca_path().display())?;
    writeln!(out, "Phones              {}", vendors.device_url())?;
    writeln!(out, "Control             {}", vendors.control_url())
}

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};

use countersign_primitives::{Clock, Random};

use crate::{
    records::{NoObserver, RequestObserver},
    settings::Settings,
};

/// What the simulators need to start.
#[derive(Clone)]
pub struct VendorsConfig {
    /// Where credentials and devices are kept. Made when it is missing.
    pub data_dir: PathBuf,
    /// Where they listen.
    pub listen: ListenConfig,
    /// Further names and addresses the TLS certificates are for, beside the vendors' own names, `localhost`, the
    /// loopback addresses and the addresses listened on.
    pub host_names: Vec<String>,
    /// The Firebase project of the service account and of apps that name none; default `countersign-sim`.
    pub project_id: String,
    /// Which token endpoint the service-account file names.
    pub token_endpoint: TokenEndpoint,
    /// What they do at first.
    pub settings: Settings,
    /// How many requests are kept for the control port; 0 keeps none.
    pub records: usize,
    /// Who is told of every request.
    pub observer: Arc<dyn RequestObserver>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness for tokens and ids. Keys of TLS and of Apple come from the operating system.
    pub random: Arc<dyn Random>,
}

impl VendorsConfig {
    /// Everything on loopback with ports chosen by the operating system, 1,000 records, no observer.
    pub fn loopback(data_dir: PathBuf, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self {
            data_dir,
            listen: ListenConfig::default(),
            host_names: Vec::new(),
            project_id: "countersign-sim".to_owned(),
            token_endpoint: TokenEndpoint::default(),
            settings: Settings::default(),
            records: 1000,
            observer: Arc::new(NoObserver),
            clock,
            random,
        }
    }
}

/// Where the simulators listen. Port 0: the operating system chooses. Default: loopback, port 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListenConfig {
    /// Apple, production.
    pub apple_production: SocketAddr,
    /// Apple, development.
    pub apple_development: SocketAddr,
    /// Google: `messages:send` and the token endpoint.
    pub google: SocketAddr,
    /// Web Push.
    pub web_push: SocketAddr,
    /// The device port, in clear text: keep it on loopback.
    pub device: SocketAddr,
    /// The control port, in clear text: keep it on loopback.
    pub control: SocketAddr,
}

impl Default for ListenConfig {
    fn default() -> Self {
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self { apple_production: any, apple_development: any, google: any, web_push: any, device: any, control: any }
    }
}

/// Which token endpoint the service-account file names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TokenEndpoint {
    /// The one on Google's TLS port.
    #[default]
    Tls,
    /// The one on the control port, in clear text.
    ClearText,
}

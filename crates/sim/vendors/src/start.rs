use std::{io, net::SocketAddr, sync::Arc};

use arc_swap::ArcSwap;
use axum::Router;
use tokio::net::TcpListener;

use countersign_wire_vendor::apns::Environment;

use crate::{
    addresses::VendorAddresses,
    apple::AppleService,
    config::{TokenEndpoint, VendorsConfig},
    control::{Control, ControlPort},
    counters::Counters,
    credentials::{
        AccessTokens, AppleCredentials, AppleKeys, Authority, CA_FILE, CredentialsError, Folder, GoogleAccounts,
        ServiceKey, server_names,
    },
    desk::Desk,
    device_port::DevicePort,
    devices::{Devices, DevicesError},
    faults::Faults,
    google::GoogleService,
    records::Records,
    running::RunningVendors,
    service::ServiceKind,
    transport::{Connections, Lifetime, Listener},
};

const CREDENTIALS_FOLDER: &str = "credentials";
const DEVICES_FILE: &str = "devices.jsonl";
const APPLE_ALPN: &[&str] = &["h2"];
const GOOGLE_ALPN: &[&str] = &["h2", "http/1.1"];

/// Why the simulators cannot start.
#[derive(Debug, thiserror::Error)]
pub enum VendorsError {
    /// An address cannot be listened on: something else may be using the port.
    #[error("cannot listen on {address} for {what}: {source}")]
    Listen {
        /// Which address.
        address: SocketAddr,
        /// What for.
        what: &'static str,
        /// Why.
        source: io::Error,
    },
    /// The credentials cannot be made or read.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    /// The devices cannot be read.
    #[error("cannot use the devices' file: {0}")]
    Devices(String),
    /// A task of the start was ended from outside.
    #[error("the start was interrupted")]
    Interrupted,
}

impl From<DevicesError> for VendorsError {
    fn from(error: DevicesError) -> Self {
        Self::Devices(error.to_string())
    }
}

/// The simulators of Apple and Google.
#[derive(Clone, Copy, Debug)]
pub struct Vendors;

impl Vendors {
    /// Starts the simulators. Credentials are made at the first start of a data folder and read at later ones.
    ///
    /// # Errors
    /// See [`VendorsError`].
    pub async fn start(config: VendorsConfig) -> Result<RunningVendors, VendorsError> {
        let (config, parts) = tokio::task::spawn_blocking(move || Parts::open(&config).map(|parts| (config, parts)))
            .await
            .map_err(|_| VendorsError::Interrupted)??;
        parts.start(&config).await
    }
}

/// What is read from the data folder.
struct Parts {
    folder: Folder,
    authority: Arc<Authority>,
    apple_keys: Arc<AppleKeys>,
    apple_credentials: AppleCredentials,
    accounts: Arc<GoogleAccounts>,
    service_key: ServiceKey,
    tokens: Arc<AccessTokens>,
    desk: Arc<Desk>,
}

impl Parts {
    fn open(config: &VendorsConfig) -> Result<Self, VendorsError> {
        let (clock, random) = (Arc::clone(&config.clock), Arc::clone(&config.random));
        let folder = Folder::open(config.data_dir.join(CREDENTIALS_FOLDER))?;
        let apple_keys = Arc::new(AppleKeys::default());
        let apple_credentials = apple_keys.open(&folder, &*random)?;
        let accounts = Arc::new(GoogleAccounts::default());
        let devices = Devices::open(&config.data_dir.join(DEVICES_FILE), Arc::clone(&clock), Arc::clone(&random))?;
        let desk = Desk {
            settings: ArcSwap::from_pointee(config.settings.clone()),
            faults: Faults::default(),
            counters: Arc::new(Counters::default()),
            records: Records::new(config.records, Arc::clone(&config.observer)),
            devices,
            clock: Arc::clone(&clock),
            random: Arc::clone(&random),
        };
        Ok(Self {
            authority: Arc::new(Authority::open(&folder, Arc::clone(&clock))?),
            service_key: ServiceKey::open(&folder, &*random)?,
            tokens: Arc::new(AccessTokens::open(&folder, clock, random)?),
            folder,
            apple_keys,
            apple_credentials,
            accounts,
            desk: Arc::new(desk),
        })
    }

    async fn start(self, config: &VendorsConfig) -> Result<RunningVendors, VendorsError> {
        let lifetime = Lifetime::default();
        let connections = Arc::new(Connections::default());
        let listener = Listener {
            connections: Arc::clone(&connections),
            counters: Arc::clone(&self.desk.counters),
            clock: Arc::clone(&self.desk.clock),
            lifetime: lifetime.clone(),
        };
        let listen = &config.listen;
        let addresses = [listen.apple_production, listen.apple_development, listen.google].map(|address| address.ip());
        let names = server_names(&config.host_names, &addresses);
        let apple_production = self.start_apple(&listener, Environment::Production, listen.apple_production, &names);
        let apple_production = apple_production.await?;
        let apple_development = self.start_apple(&listener, Environment::Development, listen.apple_development, &names);
        let apple_development = apple_development.await?;
        let google_service =
            Arc::new(GoogleService::new(Arc::clone(&self.desk), Arc::clone(&self.accounts), Arc::clone(&self.tokens)));
        let tls = self.authority.server_config(&names, GOOGLE_ALPN, false)?;
        let google = listener.start(listen.google, ServiceKind::Google, tls, Arc::clone(&google_service));
        let google = google.await.map_err(|source| cannot_listen(listen.google, "Google", source))?;
        let (device_listener, device) = bind(listen.device, "the device port").await?;
        let (control_listener, control) = bind(listen.control, "the control port").await?;
        let addresses = VendorAddresses { apple_production, apple_development, google, device, control };
        let token_uris = [addresses.token_uri(TokenEndpoint::Tls), addresses.token_uri(TokenEndpoint::ClearText)];
        let token_uri = addresses.token_uri(config.token_endpoint);
        for uri in token_uris {
            google_service.add_token_uri(uri);
        }
        let google_credentials = self.accounts.open(&self.folder, &self.service_key, &config.project_id, &token_uri)?;
        let control = Control {
            desk: Arc::clone(&self.desk),
            connections,
            apple_keys: self.apple_keys,
            google_accounts: self.accounts,
            access_tokens: self.tokens,
            authority: self.authority,
        };
        let device_port =
            DevicePort { desk: self.desk, project_id: config.project_id.as_str().into(), stop: lifetime.stop.clone() };
        serve(device_listener, device_port.router(), &lifetime);
        let port = ControlPort { control: control.clone(), google: google_service, addresses: addresses.to_json() };
        serve(control_listener, port.router(), &lifetime);
        Ok(RunningVendors {
            addresses,
            token_uri,
            apple_credentials: self.apple_credentials,
            google_credentials,
            ca_path: self.folder.path(CA_FILE),
            control,
            lifetime,
        })
    }

    async fn start_apple(
        &self,
        listener: &Listener,
        environment: Environment,
        address: SocketAddr,
        names: &[String],
    ) -> Result<SocketAddr, VendorsError> {
        let service = AppleService::new(environment, Arc::clone(&self.desk), Arc::clone(&self.apple_keys));
        let tls = self.authority.server_config(names, APPLE_ALPN, true)?;
        let bound = listener.start(address, ServiceKind::apple(environment), tls, Arc::new(service));
        bound.await.map_err(|source| cannot_listen(address, "Apple", source))
    }
}

fn cannot_listen(address: SocketAddr, what: &'static str, source: io::Error) -> VendorsError {
    VendorsError::Listen { address, what, source }
}

async fn bind(address: SocketAddr, what: &'static str) -> Result<(TcpListener, SocketAddr), VendorsError> {
    let bound = async {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    bound.await.map_err(|source| cannot_listen(address, what, source))
}

fn serve(listener: TcpListener, router: Router, lifetime: &Lifetime) {
    let tasks = lifetime.tasks.clone();
    let lifetime = lifetime.clone();
    tasks.spawn(async move {
        let stop = lifetime.stop.clone();
        let server = axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned());
        tokio::select! {
            ended = server => if let Err(error) = ended {
                tracing::error!(%error, "a port of the simulators has ended");
            },
            () = lifetime.overtime() => {}
        }
    });
}

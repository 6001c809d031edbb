use std::{io, net::SocketAddr, sync::Arc};

use arc_swap::ArcSwap;
use axum::Router;
use tokio::net::TcpListener;

use countersign_wire_vendor::apns::Environment;

use crate::{
    addresses::VendorAddresses,
    apple::AppleService,
    config::{ListenConfig, TokenEndpoint, VendorsConfig},
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
    web_push::WebPushService,
};

const CREDENTIALS_FOLDER: &str = "credentials";
const DEVICES_FILE: &str = "devices.jsonl";
const APPLE_ALPN: &[&str] = &["h2"];
const HTTP_ALPN: &[&str] = &["h2", "http/1.1"];

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

/// The simulators of Apple, Google and a Web Push service.
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
        let vendors = [listen.apple_production, listen.apple_development, listen.google, listen.web_push];
        let names = server_names(&config.host_names, &vendors.map(|address| address.ip()));
        let apple_production = self.start_apple(&listener, Environment::Production, listen, &names).await?;
        let apple_development = self.start_apple(&listener, Environment::Development, listen, &names).await?;
        let (google, google_service) = self.start_google(&listener, listen.google, &names).await?;
        let (web_push, web_push_service) = self.start_web_push(&listener, listen.web_push, &names).await?;
        let (device_listener, device) = bind(listen.device, "the device port").await?;
        let (control_listener, control) = bind(listen.control, "the control port").await?;
        let addresses = VendorAddresses { apple_production, apple_development, google, web_push, device, control };
        for endpoint in [TokenEndpoint::Tls, TokenEndpoint::ClearText] {
            google_service.add_token_uri(addresses.token_uri(endpoint));
        }
        let token_uri = addresses.token_uri(config.token_endpoint);
        let google_credentials = self.accounts.open(&self.folder, &self.service_key, &config.project_id, &token_uri)?;
        let device_port = DevicePort {
            desk: Arc::clone(&self.desk),
            project_id: config.project_id.as_str().into(),
            web_push: web_push_service,
            stop: lifetime.stop.clone(),
        };
        serve(device_listener, device_port.router(), &lifetime);
        let control = Control {
            desk: self.desk,
            connections,
            apple_keys: self.apple_keys,
            google_accounts: self.accounts,
            access_tokens: self.tokens,
            authority: self.authority,
        };
        let port = ControlPort { control: control.clone(), google: google_service, addresses: addresses.to_json() };
        serve(control_listener, port.router(), &lifetime);
        let ca_path = self.folder.path(CA_FILE);
        let apple_credentials = self.apple_credentials;
        Ok(RunningVendors { addresses, token_uri, apple_credentials, google_credentials, ca_path, control, lifetime })
    }

    async fn start_apple(
        &self,
        listener: &Listener,
        environment: Environment,
        listen: &ListenConfig,
        names: &[String],
    ) -> Result<SocketAddr, VendorsError> {
        let service = AppleService::new(environment, Arc::clone(&self.desk), Arc::clone(&self.apple_keys));
        let tls = self.authority.server_config(names, APPLE_ALPN, true)?;
        let address = match environment {
            Environment::Production => listen.apple_production,
            Environment::Development => listen.apple_development,
        };
        let bound = listener.start(address, ServiceKind::apple(environment), tls, Arc::new(service));
        bound.await.map_err(|source| cannot_listen(address, "Apple", source))
    }

    async fn start_google(
        &self,
        listener: &Listener,
        address: SocketAddr,
        names: &[String],
    ) -> Result<(SocketAddr, Arc<GoogleService>), VendorsError> {
        let (accounts, tokens) = (Arc::clone(&self.accounts), Arc::clone(&self.tokens));
        let service = Arc::new(GoogleService::new(Arc::clone(&self.desk), accounts, tokens));
        let tls = self.authority.server_config(names, HTTP_ALPN, false)?;
        let bound = listener.start(address, ServiceKind::Google, tls, Arc::clone(&service));
        Ok((bound.await.map_err(|source| cannot_listen(address, "Google", source))?, service))
    }

    async fn start_web_push(
        &self,
        listener: &Listener,
        address: SocketAddr,
        names: &[String],
    ) -> Result<(SocketAddr, Arc<WebPushService>), VendorsError> {
        let service = Arc::new(WebPushService::new(Arc::clone(&self.desk)));
        let tls = self.authority.server_config(names, HTTP_ALPN, false)?;
        let bound = listener.start(address, ServiceKind::WebPush, tls, Arc::clone(&service));
        let bound = bound.await.map_err(|source| cannot_listen(address, "Web Push", source))?;
        service.set_origin(format!("https://{bound}"));
        Ok((bound, service))
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

use std::{
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use countersign_primitives::Secret;
use countersign_push::{Gateway, RunningGateway, Surroundings as GatewaySurroundings};
use countersign_server::{RunningServer, Server, ServerConfig, Surroundings as ServerSurroundings};
use countersign_sim_phone::{AutoSignIn, Phone, PhoneConfig, PhoneError, RunningPhone, device::DevicePlatform};
use countersign_sim_vendors::{ListenConfig, RunningVendors, Vendors, VendorsConfig};
use serde::Serialize;

use crate::{
    config::{StackConfig, StackPorts, loopback},
    demo::{self, DemoPeople, Person},
    folder::StackFolder,
    overview::{Overview, StagePhone, StageView},
    trace::TraceLog,
    vendors::gateway_config,
};

const PHONES: [(&str, &str, DevicePlatform); 2] =
    [("Ana", "ana", DevicePlatform::Ios), ("Ben", "ben", DevicePlatform::Android)];

/// How often the gateway's start is tried after a crash, 100 ms apart.
const RESTARTS: u32 = 300;

/// Everything in one process. Started by [`Stack::start`].
pub struct Stack;

/// A stack that runs. Dropping it is like a kill of its process; the next start takes up what is there.
pub struct RunningStack {
    // In this order they are dropped: who asks before who answers.
    overview: Overview,
    phones: Vec<RunningPhone>,
    server: RunningServer,
    // Absent only while it is started again.
    gateway: Option<RunningGateway>,
    gateway_address: SocketAddr,
    vendors: RunningVendors,
    people: DemoPeople,
    trace: Arc<TraceLog>,
    config: StackConfig,
    folder: StackFolder,
}

/// Where everything is: what `countersign up --json` prints.
#[derive(Clone, Debug, Serialize)]
pub struct StackAddresses {
    /// The messaging server.
    pub server: String,
    /// The push gateway.
    pub gateway: String,
    /// The administrators' console.
    pub console: String,
    /// The page with the two phones.
    pub overview: String,
    /// The phones.
    pub phones: Vec<StagePhone>,
    /// The simulated vendors.
    pub simulators: SimulatorAddresses,
    /// The demo accounts.
    pub people: Vec<Person>,
}

/// Where the simulated vendors are.
#[derive(Clone, Debug, Serialize)]
pub struct SimulatorAddresses {
    /// Apple, production.
    pub apple: String,
    /// Google.
    pub google: String,
    /// Web Push.
    pub web_push: String,
    /// Faults, settings, records.
    pub control: String,
}

impl Stack {
    /// Starts simulators, gateway, server and phones in one folder, makes the demo accounts and signs the phones in, as
    /// far as that is not done. `progress` hears what begins.
    ///
    /// # Errors
    /// A port or the folder is in use, or a part does not start; the text says which and what to do. Nothing runs then.
    pub async fn start(config: StackConfig, mut progress: impl FnMut(&str)) -> Result<RunningStack> {
        check_ports(&config.ports)?;
        let folder = StackFolder::hold(&config.data_folder)?;
        let people = DemoPeople::load_or_create(folder.path(), config.random.as_ref())?;
        let trace = Arc::new(TraceLog::new(Arc::clone(&config.clock)));
        progress("Starting the simulated vendors and the gateway");
        let vendors = Vendors::start(vendors_config(&config, &folder, &trace)?).await?;
        let gateway = start_gateway(&config, &folder, &trace, &vendors).await?;
        progress("Starting the server");
        let server = start_server(&config, &folder, &trace, &gateway).await?;
        let accounts = demo::populate(folder.path(), &server.url(), &people).await?;
        for (name, username, _) in PHONES {
            if let Some(user_id) = accounts.get(username) {
                trace.name_phone(*user_id, name);
            }
        }
        progress("Starting the phones");
        let phones = start_phones(&config, &folder, &trace, &vendors, &server, &people).await?;
        let overview = overview(&config, &trace, &server, &phones).await?;
        let gateway_address = gateway.addr();
        let gateway = Some(gateway);
        Ok(RunningStack { overview, phones, server, gateway, gateway_address, vendors, people, trace, config, folder })
    }
}

impl RunningStack {
    /// Where everything is.
    pub fn addresses(&self) -> StackAddresses {
        let addresses = self.vendors.addresses();
        StackAddresses {
            server: self.server.url(),
            gateway: format!("http://{}", self.gateway_address),
            console: console_url(&self.server),
            overview: self.overview.url(),
            phones: self.phones.iter().map(stage_phone).collect(),
            simulators: SimulatorAddresses {
                apple: format!("https://{}", addresses.apple_production),
                google: self.vendors.google_url(),
                web_push: self.vendors.web_push_url(),
                control: self.vendors.control_url(),
            },
            people: self.people.people.clone(),
        }
    }

    /// Ana's phone.
    pub fn ana(&self) -> &RunningPhone {
        &self.phones[0]
    }

    /// Ben's phone.
    pub fn ben(&self) -> &RunningPhone {
        &self.phones[1]
    }

    /// The server.
    pub fn server(&self) -> &RunningServer {
        &self.server
    }

    /// The simulated vendors.
    pub fn vendors(&self) -> &RunningVendors {
        &self.vendors
    }

    /// The demo accounts.
    pub fn people(&self) -> &DemoPeople {
        &self.people
    }

    /// What each party saw.
    pub fn trace(&self) -> &Arc<TraceLog> {
        &self.trace
    }

    /// Ends the gateway without a goodbye and starts it again at the same address on the same queue. What it was sending
    /// holds the queue until its attempt ends, ten seconds at most; so long this takes.
    ///
    /// # Errors
    /// It does not start again.
    pub async fn crash_gateway(&mut self) -> Result<()> {
        drop(self.gateway.take());
        let mut config = self.config.clone();
        config.ports.gateway = self.gateway_address.port();
        let mut pause = tokio::time::interval(Duration::from_millis(100));
        for _ in 0..RESTARTS {
            pause.tick().await;
            if let Ok(gateway) = start_gateway(&config, &self.folder, &self.trace, &self.vendors).await {
                self.gateway = Some(gateway);
                return Ok(());
            }
        }
        bail!("the gateway does not start again")
    }

    /// Stops everything: what was begun is finished, what was not delivered waits for the next start.
    pub async fn shutdown(self) {
        self.overview.shutdown().await;
        for phone in self.phones {
            phone.shutdown().await;
        }
        self.server.shutdown().await;
        if let Some(gateway) = self.gateway {
            gateway.shutdown().await;
        }
        self.vendors.shutdown().await;
    }
}

/// Says about all ports at once which are taken, before anything runs.
fn check_ports(ports: &StackPorts) -> Result<()> {
    let is_taken = |port: u16| {
        let error = TcpListener::bind(loopback(port)).err();
        error.is_some_and(|error| error.kind() == std::io::ErrorKind::AddrInUse)
    };
    let taken: Vec<_> = ports
        .named()
        .into_iter()
        .filter(|(_, port)| *port != 0 && is_taken(*port))
        .map(|(name, port)| format!("{port} ({name})"))
        .collect();
    if taken.is_empty() {
        return Ok(());
    }
    bail!(
        "these ports are in use: {}. Stop what uses them (perhaps another `countersign up`), or start with --any-port",
        taken.join(", ")
    )
}

fn vendors_config(config: &StackConfig, folder: &StackFolder, trace: &Arc<TraceLog>) -> Result<VendorsConfig> {
    let ports = config.ports;
    let (clock, random) = (Arc::clone(&config.clock), Arc::clone(&config.random));
    Ok(VendorsConfig {
        listen: ListenConfig {
            apple_production: loopback(ports.apple),
            apple_development: loopback(ports.apple_development),
            google: loopback(ports.google),
            web_push: loopback(ports.web_push),
            device: loopback(ports.device),
            control: loopback(ports.control),
        },
        observer: Arc::clone(trace) as _,
        ..VendorsConfig::loopback(folder.part("vendors")?, clock, random)
    })
}

async fn start_gateway(
    config: &StackConfig,
    folder: &StackFolder,
    trace: &Arc<TraceLog>,
    vendors: &RunningVendors,
) -> Result<RunningGateway> {
    let mut gateway = gateway_config(vendors)?;
    gateway.listen = loopback(config.ports.gateway);
    gateway.queue_folder = Some(folder.part("gateway")?);
    gateway.verdict_time = config.verdict_time;
    let surroundings = GatewaySurroundings {
        clock: Arc::clone(&config.clock),
        random: Arc::clone(&config.random),
        observer: Some(Arc::clone(trace) as _),
    };
    Gateway::start(gateway, surroundings).await.context("the push gateway does not start")
}

async fn start_server(
    config: &StackConfig,
    folder: &StackFolder,
    trace: &Arc<TraceLog>,
    gateway: &RunningGateway,
) -> Result<RunningServer> {
    let server = ServerConfig {
        listen: loopback(config.ports.server),
        push_gateway_url: Some(format!("http://{}", gateway.addr())),
        ..ServerConfig::new(folder.part("server")?)
    };
    let surroundings = ServerSurroundings {
        clock: Arc::clone(&config.clock),
        random: Arc::clone(&config.random),
        journal: Arc::clone(trace) as _,
    };
    Server::start(server, surroundings).await.context("the server does not start")
}

async fn start_phones(
    config: &StackConfig,
    folder: &StackFolder,
    trace: &Arc<TraceLog>,
    vendors: &RunningVendors,
    server: &RunningServer,
    people: &DemoPeople,
) -> Result<Vec<RunningPhone>> {
    let mut phones = Vec::new();
    for ((name, username, platform), port) in PHONES.into_iter().zip(config.ports.phones) {
        let data: PathBuf = folder.part("phones")?.join(username);
        let (clock, random) = (Arc::clone(&config.clock), Arc::clone(&config.random));
        let phone = PhoneConfig {
            listen: loopback(port),
            device_port: Some(vendors.device_url()),
            extra_roots_pem: vendors.ca_pem().as_bytes().to_vec(),
            sign_in: Some(AutoSignIn {
                server_url: server.url(),
                login_id: username.to_owned(),
                password: Secret::new(people.named(username).password.clone()),
            }),
            observer: Arc::clone(trace) as _,
            ..PhoneConfig::loopback(name, platform, data, clock, random)
        };
        phones.push(start_phone(phone).await.with_context(|| format!("{name}'s phone does not start"))?);
    }
    Ok(phones)
}

/// A phone whose owner cannot sign in, because the account was deactivated, shows its sign-in screen.
async fn start_phone(mut config: PhoneConfig) -> Result<RunningPhone, PhoneError> {
    match Phone::start(config.clone()).await {
        Err(PhoneError::SignIn(reason)) => {
            tracing::warn!(phone = config.name, reason, "nobody is signed in on this phone");
            config.sign_in = None;
            Phone::start(config).await
        }
        other => other,
    }
}

async fn overview(
    config: &StackConfig,
    trace: &Arc<TraceLog>,
    server: &RunningServer,
    phones: &[RunningPhone],
) -> Result<Overview> {
    let stage = StageView {
        phones: phones.iter().map(stage_phone).collect(),
        console: console_url(server),
        server: server.url(),
    };
    let listener = tokio::net::TcpListener::bind(loopback(config.ports.overview)).await;
    Ok(Overview::start(listener.context("the page with the phones cannot be served")?, stage, Arc::clone(trace))?)
}

fn stage_phone(phone: &RunningPhone) -> StagePhone {
    let device = phone.device();
    StagePhone { name: device.name, platform: device.platform, url: format!("{}/", phone.url()) }
}

fn console_url(server: &RunningServer) -> String {
    format!("{}/console/", server.url())
}

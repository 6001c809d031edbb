//! The phone: whether its app runs, and what presses, pushes and pages do with it.

mod app;
mod buttons;

use std::{
    fmt, io,
    sync::{Arc, atomic::AtomicUsize},
    time::Duration,
};

use parking_lot::Mutex;
use rustls::ClientConfig;
use tokio::sync::RwLock;
use tokio_util::sync::CancellationToken;

use countersign_egress::{TlsError, Trust, client_tls};
use countersign_mobile_core::{
    Core, StartError,
    bridge::{BridgeCall, BridgeReply, GateView},
};

use crate::{
    config::PhoneConfig,
    device::{DeviceControl, DeviceView},
    hardware::Hardware,
    journal::{Journal, PhoneEvent},
};

/// How long the vendor may take to give a token before the app is started without.
const TOKEN_WAIT: Duration = Duration::from_secs(5);

/// Why a phone does not start.
#[derive(Debug, thiserror::Error)]
pub enum PhoneError {
    /// The folder cannot be used.
    #[error("the phone's folder cannot be used: {0}")]
    Folder(#[source] io::Error),
    /// The address is taken, or not this machine's.
    #[error("cannot listen on {address}: {source}. Choose another with --listen, or stop what runs there.")]
    Listen {
        /// The address.
        address: std::net::SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The extra roots are no certificates.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The app does not start, for example because another phone uses the folder.
    #[error("the app does not start: {0}")]
    App(#[from] StartError),
    /// Signing in by itself failed; why, for the user.
    #[error("signing in failed: {0}")]
    SignIn(String),
}

/// One simulated phone, without the page.
pub(crate) struct Machine {
    pub(crate) config: PhoneConfig,
    pub(crate) hardware: Arc<Hardware>,
    pub(crate) journal: Arc<Journal>,
    tls: Arc<ClientConfig>,
    /// The app's process, while it runs. Whoever uses it holds it for reading; killing takes it.
    app: RwLock<Option<Process>>,
    /// Ends whatever waits for the app that runs now.
    killed: Mutex<CancellationToken>,
    /// How many pushes are being handled.
    pushes: AtomicUsize,
    /// One press of a button at a time.
    buttons: tokio::sync::Mutex<Buttons>,
    /// Ends everything the phone does.
    pub(crate) stop: CancellationToken,
}

/// What the buttons remember.
#[derive(Default)]
struct Buttons {
    /// Whether the app was on the screen when the screen was locked.
    open_behind_lock: bool,
}

/// The app's process.
struct Process {
    core: Core,
    /// Ends whatever waits for the app.
    killed: CancellationToken,
    /// Passes the app's events on.
    events: tokio::task::JoinHandle<()>,
}

impl Machine {
    pub(crate) fn new(config: PhoneConfig) -> Result<Self, PhoneError> {
        let trust = Trust { extra_roots_pem: config.extra_roots_pem.clone(), ..Trust::default() };
        let tls = match client_tls(&trust, None) {
            // A bare machine has no roots; its phone then reaches servers in clear text only.
            Err(TlsError::NoRoots) => no_roots(),
            other => other?,
        };
        let hardware = Hardware::new(
            config.name.clone(),
            config.platform,
            &config.data_dir,
            config.managed_settings.clone(),
            Arc::clone(&config.clock),
        )
        .map_err(PhoneError::Folder)?;
        let journal = Journal::new(config.name.clone(), Arc::clone(&config.observer));
        Ok(Self {
            config,
            hardware: Arc::new(hardware),
            journal: Arc::new(journal),
            tls,
            app: RwLock::new(None),
            killed: Mutex::default(),
            pushes: AtomicUsize::new(0),
            buttons: tokio::sync::Mutex::default(),
            stop: CancellationToken::new(),
        })
    }

    /// Starts the app as the configuration says: opened, or only long enough to sign in and to finish what a killed
    /// phone left.
    pub(crate) async fn start_app_once(&self, open: bool) -> Result<(), PhoneError> {
        if open {
            self.press(DeviceControl::OpenApp).await?;
        } else {
            self.start_app().await?;
        }
        let signed_in = self.sign_in().await;
        self.end_if_not_opened().await;
        signed_in
    }

    /// Waits a moment for the vendor's token, so that signing in can name it.
    pub(crate) async fn wait_for_token(&self) {
        let mut changes = self.hardware.changes();
        let waiting = async { while self.hardware.push_token().is_none() && changes.changed().await.is_ok() {} };
        if tokio::time::timeout(TOKEN_WAIT, waiting).await.is_err() {
            tracing::warn!("the push service gave no token yet; pushes begin when it does");
        }
    }

    /// Ends the app. The device stays as it is.
    pub(crate) async fn switch_off(&self) {
        self.hardware.cancel_prompts();
        self.kill_app().await;
    }

    /// Signs in as the configuration says, when nobody is signed in and nothing waits to be read.
    pub(crate) async fn sign_in(&self) -> Result<(), PhoneError> {
        let Some(who) = self.config.sign_in.clone() else { return Ok(()) };
        let state = self.call_app(BridgeCall::State).await;
        if !matches!(&state, BridgeReply::State(state) if matches!(state.gate, GateView::SignIn { .. })) {
            return Ok(());
        }
        let looked = self.call_app(BridgeCall::LookAtServer { url: who.server_url }).await;
        let (login_id, password) = (who.login_id, who.password.expose().clone());
        let signed_in = match looked {
            BridgeReply::Error(error) => BridgeReply::Error(error),
            _ => self.call_app(BridgeCall::SignIn { login_id, password, mfa_code: None }).await,
        };
        match signed_in {
            BridgeReply::Error(error) => Err(PhoneError::SignIn(error.message)),
            _ => Ok(()),
        }
    }

    /// Tells pages about each change of the device, until the phone stops.
    pub(crate) async fn tell_changes(&self) {
        let mut news = self.hardware.changes();
        let mut last: Option<DeviceView> = None;
        loop {
            let view = self.hardware.view();
            if last.as_ref() != Some(&view) {
                self.journal.tell(PhoneEvent::Device(Box::new(view.clone())));
                last = Some(view);
            }
            tokio::select! {
                changed = news.changed() => if changed.is_err() { return },
                () = self.stop.cancelled() => return,
            }
        }
    }
}

impl fmt::Debug for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Machine({})", self.config.name)
    }
}

fn no_roots() -> Arc<ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring has cipher suites for the default versions");
    Arc::new(builder.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth())
}

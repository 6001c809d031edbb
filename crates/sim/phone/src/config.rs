use std::{fmt, net::SocketAddr, path::PathBuf, sync::Arc};

use serde_json::Value;

use countersign_mobile_core::Pace;
use countersign_primitives::{Clock, Random, Secret};

use crate::device::{DevicePlatform, PhoneTrace};

/// The app the simulated vendors know the phone's app by: topic at Apple, package at Google.
pub const APP_ID: &str = "com.mattermost.rn";

/// What a simulated phone is made of.
#[derive(Clone)]
pub struct PhoneConfig {
    /// Whose phone, for people.
    pub name: String,
    /// Which kind.
    pub platform: DevicePlatform,
    /// Where keychain, app and device keep their files. Made when it is missing. One phone a folder.
    pub data_dir: PathBuf,
    /// Where the page and its bridge are served. Port 0: the operating system chooses.
    pub listen: SocketAddr,
    /// The simulated vendors' device port, such as `http://127.0.0.1:8447`; `None`: no pushes.
    pub device_port: Option<String>,
    /// Topic or package at the vendor. Default: [`APP_ID`].
    pub app_id: String,
    /// Further roots the phone trusts beside the system's, in PEM. Default: none.
    pub extra_roots_pem: Vec<u8>,
    /// What the device's administrator set (`AppConfig`); `None`: unmanaged.
    pub managed_settings: Option<Value>,
    /// Signs in by itself when nobody is signed in and no erasure waits to be read.
    pub sign_in: Option<AutoSignIn>,
    /// Whether the app is opened at the start; otherwise it does not run until a push or somebody opens it.
    pub open_app: bool,
    /// How long the app waits for what.
    pub pace: Pace,
    /// Who else is told of each step; beside `GET /trace` and its events.
    pub observer: Arc<dyn PhoneObserver>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness fit for keys.
    pub random: Arc<dyn Random>,
}

/// Whom to sign in.
#[derive(Clone)]
pub struct AutoSignIn {
    /// The server's address.
    pub server_url: String,
    /// E-mail address or user name.
    pub login_id: String,
    /// Password.
    pub password: Secret<String>,
}

/// Is told of each step of the handling of pushes and of erasing. Details hold message texts: never log them.
pub trait PhoneObserver: Send + Sync + 'static {
    /// A phone, by its name, took a step.
    fn record(&self, phone: &str, step: &PhoneTrace);
}

/// Tells nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoObserver;

impl PhoneObserver for NoObserver {
    fn record(&self, _phone: &str, _step: &PhoneTrace) {}
}

impl PhoneConfig {
    /// A phone on loopback with a port chosen by the operating system, its app open, unmanaged, without vendors.
    pub fn loopback(
        name: impl Into<String>,
        platform: DevicePlatform,
        data_dir: PathBuf,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        Self {
            name: name.into(),
            platform,
            data_dir,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            device_port: None,
            app_id: APP_ID.to_owned(),
            extra_roots_pem: Vec::new(),
            managed_settings: None,
            sign_in: None,
            open_app: true,
            pace: Pace::default(),
            observer: Arc::new(NoObserver),
            clock,
            random,
        }
    }
}

impl fmt::Debug for PhoneConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PhoneConfig").field("name", &self.name).field("listen", &self.listen).finish_non_exhaustive()
    }
}

impl fmt::Debug for AutoSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AutoSignIn(…)")
    }
}

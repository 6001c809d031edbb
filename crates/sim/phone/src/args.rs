use std::{fs, future::Future, io, io::Write, net::SocketAddr, path::PathBuf, sync::Arc};

use clap::Args;

use countersign_primitives::{Clock, Random, Secret};

use crate::{
    config::{APP_ID, AutoSignIn, PhoneConfig},
    device::DevicePlatform,
    phone::PhoneError,
    running::Phone,
};

/// A simulated phone: its page in the browser, its notifications, its storage and its buttons.
#[derive(Clone, Debug, Args)]
pub struct PhoneArgs {
    /// Folder for everything the phone keeps. Made when it is missing.
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Whose phone, for people.
    #[arg(long, default_value = "Phone")]
    pub name: String,
    /// Which kind of phone.
    #[arg(long, value_enum, default_value = "ios")]
    pub platform: DevicePlatform,
    /// Where its page is served.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8071")]
    pub listen: SocketAddr,
    /// Device port of the simulated vendors, such as `http://127.0.0.1:8447`. Without it no pushes arrive.
    #[arg(long, value_name = "URL")]
    pub device_port: Option<String>,
    /// Topic or package of the app at the vendor.
    #[arg(long, value_name = "ID", default_value = APP_ID)]
    pub app_id: String,
    /// File with further roots to trust, in PEM.
    #[arg(long, value_name = "FILE")]
    pub trust: Option<PathBuf>,
    /// File with managed settings: a JSON object, as an EMM would set them.
    #[arg(long, value_name = "FILE")]
    pub managed_settings: Option<PathBuf>,
    /// Server to sign in to when nobody is signed in; with `--login` and `--password-file`.
    #[arg(long, value_name = "URL", requires = "login", requires = "password_file")]
    pub server: Option<String>,
    /// Whom to sign in.
    #[arg(long, value_name = "NAME", requires = "server")]
    pub login: Option<String>,
    /// File with the password.
    #[arg(long, value_name = "FILE", requires = "server")]
    pub password_file: Option<PathBuf>,
    /// Do not open the app at the start: it runs when a push comes or somebody opens it.
    #[arg(long)]
    pub closed: bool,
    /// Print the address as one line of JSON.
    #[arg(long)]
    pub json: bool,
}

/// Why the command does not run.
#[derive(Debug, thiserror::Error)]
pub enum PhoneCommandError {
    /// A file named in the arguments cannot be used.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The phone does not start.
    #[error(transparent)]
    Phone(#[from] PhoneError),
}

impl PhoneArgs {
    /// The configuration these arguments ask for.
    ///
    /// # Errors
    /// A file named in them cannot be read, or is not what it should be.
    pub fn to_config(&self, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Result<PhoneConfig, PhoneCommandError> {
        let mut config = PhoneConfig::loopback(&self.name, self.platform, self.data.clone(), clock, random);
        config.listen = self.listen;
        config.device_port.clone_from(&self.device_port);
        config.app_id.clone_from(&self.app_id);
        config.open_app = !self.closed;
        if let Some(path) = &self.trust {
            config.extra_roots_pem = read(path)?;
        }
        if let Some(path) = &self.managed_settings {
            let settings = serde_json::from_slice(&read(path)?);
            let settings =
                settings.map_err(|error| PhoneCommandError::File { path: path.clone(), source: error.into() })?;
            config.managed_settings = Some(settings);
        }
        if let (Some(server_url), Some(login_id), Some(path)) = (&self.server, &self.login, &self.password_file) {
            let password = String::from_utf8_lossy(&read(path)?).trim_end_matches(['\r', '\n']).to_owned();
            let (server_url, login_id) = (server_url.clone(), login_id.clone());
            config.sign_in = Some(AutoSignIn { server_url, login_id, password: Secret::new(password) });
        }
        Ok(config)
    }
}

/// Runs a phone until `stop` is ready, and says on `out` where its page is.
///
/// # Errors
/// It cannot start.
pub async fn run(
    args: &PhoneArgs,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    out: &mut (impl Write + Send),
    stop: impl Future<Output = ()> + Send,
) -> Result<(), PhoneCommandError> {
    let phone = Phone::start(args.to_config(clock, random)?).await?;
    let url = phone.url();
    let line = if args.json {
        serde_json::json!({"name": args.name, "platform": args.platform, "url": url}).to_string()
    } else {
        format!("{}  {url}", args.name)
    };
    if let Err(error) = writeln!(out, "{line}").and_then(|()| out.flush()) {
        tracing::warn!(%error, "the address cannot be printed");
    }
    stop.await;
    phone.shutdown().await;
    Ok(())
}

fn read(path: &PathBuf) -> Result<Vec<u8>, PhoneCommandError> {
    fs::read(path).map_err(|source| PhoneCommandError::File { path: path.clone(), source })
}

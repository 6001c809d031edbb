use std::path::{Path, PathBuf};

use countersign_wire_vendor::apns::Environment;

use crate::{
    addresses::VendorAddresses,
    control::Control,
    credentials::{AppleCredentials, GoogleCredentials},
    transport::Lifetime,
};

/// Running simulators. Dropping it without [`RunningVendors::shutdown`] lets them end by themselves soon.
#[derive(Debug)]
pub struct RunningVendors {
    pub(crate) addresses: VendorAddresses,
    pub(crate) token_uri: String,
    pub(crate) apple_credentials: AppleCredentials,
    pub(crate) google_credentials: GoogleCredentials,
    pub(crate) ca_path: PathBuf,
    pub(crate) control: Control,
    pub(crate) lifetime: Lifetime,
}

impl RunningVendors {
    /// Where they listen.
    pub fn addresses(&self) -> VendorAddresses {
        self.addresses
    }

    /// Apple's base URL for an environment: `https://127.0.0.1:8443`.
    pub fn apple_url(&self, environment: Environment) -> String {
        format!("https://{}", self.addresses.apple(environment))
    }

    /// Google's base URL.
    pub fn google_url(&self) -> String {
        format!("https://{}", self.addresses.google)
    }

    /// The origin of Web Push endpoints.
    pub fn web_push_url(&self) -> String {
        format!("https://{}", self.addresses.web_push)
    }

    /// The token endpoint the service-account file names.
    pub fn token_uri(&self) -> &str {
        &self.token_uri
    }

    /// The device port's base URL, for [`crate::device::DeviceClient`].
    pub fn device_url(&self) -> String {
        format!("http://{}", self.addresses.device)
    }

    /// The control port's base URL.
    pub fn control_url(&self) -> String {
        format!("http://{}", self.addresses.control)
    }

    /// The certificate of the authority behind the simulators' TLS, in PEM.
    pub fn ca_pem(&self) -> &str {
        self.control.ca_pem()
    }

    /// The file that holds [`RunningVendors::ca_pem`].
    pub fn ca_path(&self) -> &Path {
        &self.ca_path
    }

    /// What a gateway needs for Apple.
    pub fn apple_credentials(&self) -> &AppleCredentials {
        &self.apple_credentials
    }

    /// What a gateway needs for Google.
    pub fn google_credentials(&self) -> &GoogleCredentials {
        &self.google_credentials
    }

    /// Settings, faults, records and counters.
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// Ends them: every connection gets a `GOAWAY`, and all ports are free when this returns.
    pub async fn shutdown(self) {
        self.lifetime.stop.cancel();
        self.lifetime.tasks.close();
        self.lifetime.tasks.wait().await;
    }
}

impl Drop for RunningVendors {
    fn drop(&mut self) {
        self.lifetime.stop.cancel();
    }
}

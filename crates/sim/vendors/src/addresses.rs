use std::net::SocketAddr;

use serde_json::json;

use countersign_wire_vendor::apns::Environment;

use crate::{config::TokenEndpoint, google::TOKEN_PATH};

/// Where the simulators listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VendorAddresses {
    /// Apple, production.
    pub apple_production: SocketAddr,
    /// Apple, development.
    pub apple_development: SocketAddr,
    /// Google.
    pub google: SocketAddr,
    /// Web Push.
    pub web_push: SocketAddr,
    /// The device port.
    pub device: SocketAddr,
    /// The control port.
    pub control: SocketAddr,
}

impl VendorAddresses {
    /// Apple's address for an environment.
    pub fn apple(&self, environment: Environment) -> SocketAddr {
        match environment {
            Environment::Production => self.apple_production,
            Environment::Development => self.apple_development,
        }
    }

    /// A token endpoint.
    pub(crate) fn token_uri(&self, endpoint: TokenEndpoint) -> String {
        match endpoint {
            TokenEndpoint::Tls => format!("https://{}{TOKEN_PATH}", self.google),
            TokenEndpoint::ClearText => format!("http://{}{TOKEN_PATH}", self.control),
        }
    }

    /// As the control port tells them.
    pub(crate) fn to_json(self) -> serde_json::Value {
        json!({
            "apple_production": format!("https://{}", self.apple_production),
            "apple_development": format!("https://{}", self.apple_development),
            "google": format!("https://{}", self.google),
            "web_push": format!("https://{}", self.web_push),
            "device": format!("http://{}", self.device),
            "control": format!("http://{}", self.control),
        })
    }
}

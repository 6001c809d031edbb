#![doc = include_str!("../README.md")]

mod addresses;
mod apple;
mod args;
mod config;
mod control;
mod counters;
mod credentials;
mod desk;
pub mod device;
mod device_port;
mod devices;
mod faults;
mod google;
mod jws;
pub mod proxy;
mod records;
mod running;
mod script;
mod service;
mod settings;
mod start;
mod transport;
mod web_push;

pub use addresses::VendorAddresses;
pub use args::{VendorsArgs, run};
pub use config::{ListenConfig, TokenEndpoint, VendorsConfig};
pub use control::Control;
pub use counters::{ConnectionCounts, ServiceStats, Stats};
pub use credentials::{
    AppleCertificate, AppleCertificateRequest, AppleCredentials, AppleKeyRegistration, CredentialsError,
    GoogleAccountRegistration, GoogleCredentials, new_apple_key,
};
pub use devices::Delivery;
pub use faults::FaultRule;
pub use records::{NoObserver, RequestObserver, RequestRecord, VerdictRecord};
pub use running::RunningVendors;
pub use script::{BodyShape, Script, ScriptAction, ScriptError};
pub use service::ServiceKind;
pub use settings::{AppleSettings, GoogleSettings, RetryAfterForm, Settings, UnknownTokens, WebPushSettings};
pub use start::{Vendors, VendorsError};

#![doc = include_str!("../README.md")]

mod callers;
mod config;
mod courier;
mod decode;
mod expiry;
mod gateway;
mod gauge;
mod metrics;
mod observer;
#[doc(hidden)]
pub mod parsers;
mod queue;
mod records;
mod reply;
mod serve;
mod site;
mod slots;
mod target;
mod targets;
mod throttle;

pub use config::{
    ApnsCredential, CallerConfig, ConfigError, DEFAULT_FCM_PER_MINUTE, GatewayConfig, KeyMaterial, Loaded, Mistake,
    ProxyRules, SigningKey, TargetConfig, ThrottleConfig, VendorConfig,
};
pub use gateway::{Gateway, RunningGateway, StartError, Surroundings};
pub use observer::{DeliveryEvent, DeliveryObserver, DeliveryStep};
pub use queue::QueueError;
pub use site::ReloadRequest;

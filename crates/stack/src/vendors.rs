//! How the other parts reach the simulated vendors.

use std::fs;

use anyhow::{Context, Result};
use countersign_primitives::Secret;
use countersign_push::{ApnsCredential, DEFAULT_FCM_PER_MINUTE, GatewayConfig, TargetConfig, VendorConfig};
use countersign_sim_phone::APP_ID;
use countersign_sim_vendors::RunningVendors;
use countersign_wire_vendor::apns::Environment;

/// A gateway's configuration with one target for each simulated vendor: `apple_rn` and `android_rn`, the names that the
/// incumbent's apps stand under. Listens on a free port of 127.0.0.1 and keeps nothing on disk unless changed.
///
/// # Errors
/// The simulators' credentials cannot be read.
pub fn gateway_config(vendors: &RunningVendors) -> Result<GatewayConfig> {
    let mut config = GatewayConfig { metrics: true, ..GatewayConfig::default() };
    config.listen.set_port(0);
    config.targets =
        vec![target("apple_rn", vendors, apple(vendors)?), target("android_rn", vendors, google(vendors)?)];
    Ok(config)
}

fn target(name: &str, vendors: &RunningVendors, vendor: VendorConfig) -> TargetConfig {
    TargetConfig {
        name: name.to_owned(),
        vendor,
        extra_roots_pem: vendors.ca_pem().as_bytes().to_vec(),
        connections: None,
        proxies: countersign_push::ProxyRules::default(),
    }
}

fn apple(vendors: &RunningVendors) -> Result<VendorConfig> {
    let credentials = vendors.apple_credentials();
    let key = fs::read_to_string(&credentials.key_path).context("the simulated Apple's key cannot be read")?;
    Ok(VendorConfig::Apns {
        topic: APP_ID.to_owned(),
        environment: Environment::Production,
        endpoint: Some(vendors.apple_url(Environment::Production).parse()?),
        twin_endpoint: Some(vendors.apple_url(Environment::Development).parse()?),
        credential: ApnsCredential::Token {
            key_pem: Secret::new(key),
            key_id: credentials.key_id.clone(),
            team_id: credentials.team_id.clone(),
        },
    })
}

fn google(vendors: &RunningVendors) -> Result<VendorConfig> {
    let credentials = vendors.google_credentials();
    let account = fs::read_to_string(&credentials.service_account_path)
        .context("the simulated Google's service account cannot be read")?;
    Ok(VendorConfig::Fcm {
        account_json: Secret::new(account),
        project_id: credentials.project_id.clone(),
        endpoint: Some(vendors.google_url().parse()?),
        per_minute: DEFAULT_FCM_PER_MINUTE,
    })
}

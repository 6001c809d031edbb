use std::sync::Arc;

use serde_json::{Map, Value};

use countersign_server_rules::{
    error::invalid_body_param,
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::{Domain, value},
    error::Result,
    event::{Audience, EventKind},
    ports::bus::Change,
    settings::{Settings, patch},
    system::client_config::client_config_for_event,
};

/// The settings, for administrators.
///
/// # Errors
/// 403.
pub fn get_settings(domain: &Domain, caller: &Caller) -> Result<Arc<Settings>> {
    domain.require(caller, Action::ManageServer, Target::other())?;
    Ok(domain.settings())
}

/// Changes settings: sections and keys that are named, nothing else. They hold from the next request and the next push
/// on, and every app is told.
///
/// # Errors
/// 403; 400 for values of a wrong type.
pub async fn patch_settings(domain: &Domain, caller: &Caller, changes: &Map<String, Value>) -> Result<Arc<Settings>> {
    domain.require(caller, Action::ManageServer, Target::other())?;
    let _one_at_a_time = domain.changing_settings().lock().await;
    let settings = patch(&domain.settings(), changes).map_err(|_| invalid_body_param("config"))?;
    replace(domain, settings).await?;
    Ok(domain.settings())
}

/// Changes settings when a process starts that was told so, for example by its command line.
///
/// # Errors
/// The store does not work.
pub async fn preset_settings(domain: &Domain, change: impl FnOnce(&mut Settings) + Send) -> Result<()> {
    let _one_at_a_time = domain.changing_settings().lock().await;
    let mut settings = Settings::clone(&domain.settings());
    change(&mut settings);
    replace(domain, settings).await
}

async fn replace(domain: &Domain, settings: Settings) -> Result<()> {
    if settings == *domain.settings() {
        return Ok(());
    }
    let Ok(document) = serde_json::to_string(&settings) else { return Err(invalid_body_param("config").into()) };
    domain.store().set_system_value(value::SETTINGS, document).await?;
    domain.replace_settings(settings);
    domain.changed(Change::Settings);
    let config = Arc::new(client_config_for_event(domain));
    domain.say(EventKind::ConfigChanged(config), Audience::everybody()).await;
    Ok(())
}

use std::sync::Arc;

use serde_json::{Map, Value};

use countersign_server_rules::{
    error::invalid_body_param,
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::{Domain, StartError, stored_settings, value},
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

/// Reads the settings again from where they are kept: somebody may have changed them there.
///
/// # Errors
/// 403; the store does not work, or holds settings that make no sense.
pub async fn reload_settings(domain: &Domain, caller: &Caller) -> Result<()> {
    domain.require(caller, Action::ManageServer, Target::other())?;
    let _one_at_a_time = domain.changing_settings().lock().await;
    let settings = match stored_settings(domain.store()).await {
        Ok(settings) => settings,
        Err(StartError::Store(error)) => return Err(error.into()),
        Err(_) => return Err(invalid_body_param("config").into()),
    };
    if settings != *domain.settings() {
        domain.replace_settings(settings);
        tell(domain).await;
    }
    Ok(())
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
    tell(domain).await;
    Ok(())
}

/// Tells the other nodes and every app.
async fn tell(domain: &Domain) {
    domain.changed(Change::Settings);
    let config = Arc::new(client_config_for_event(domain));
    domain.say(EventKind::ConfigChanged(config), Audience::everybody()).await;
}

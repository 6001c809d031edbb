use std::time::Duration;

use countersign_server_rules::session::{SessionKind, attach_device as read, attach_expires_at};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    ports::{bus::Change, store::DeviceAttachment},
    sessions::sign_in::lengths,
};

/// What an app says about its device; `None` says nothing.
#[derive(Clone, Debug, Default)]
pub struct AttachDevice {
    /// `platform:token`.
    pub device_id: Option<String>,
    /// `true` or `false`.
    pub device_notification_disabled: Option<String>,
    /// `MAJOR.MINOR.PATCH`, or empty.
    pub mobile_version: Option<String>,
}

/// Notes what an app says about its device. With a device id the caller's session becomes that device's only one of
/// this user, and lasts as long as phones' sessions do. Returns how long the session's cookie lasts then; `None` when
/// no device came.
///
/// # Errors
/// 400 for values that make no sense.
pub async fn attach_device(domain: &Domain, caller: &Caller, said: &AttachDevice) -> Result<Option<Duration>> {
    let attachment =
        read(said.device_id.as_deref(), said.device_notification_disabled.as_deref(), said.mobile_version.as_deref())?;
    let settings = domain.settings();
    let lengths = lengths(&settings);
    let session = &caller.session;
    let has_device = attachment.device_id.is_some();
    if let Some(device_id) = attachment.device_id {
        let extends = settings.service_settings.extend_session_length_with_activity;
        let now = domain.now();
        let attachment = DeviceAttachment {
            session_id: session.id,
            user_id: session.user_id,
            device_id: device_id.as_str().to_owned(),
            at: now,
            expires_at: attach_expires_at(session.create_at, extends, &lengths, now),
        };
        domain.sessions_ended(domain.store().attach_device(attachment).await?);
    }
    let disabled = attachment.notification_disabled.map(|disabled| disabled.to_string());
    let props = [("device_notification_disabled", disabled), ("mobile_version", attachment.mobile_version)];
    let changed = |(key, value): (&str, Option<String>)| {
        let value = value.filter(|value| session.prop(key) != Some(value))?;
        Some((key.to_owned(), value))
    };
    let props: Vec<(String, String)> = props.into_iter().filter_map(changed).collect();
    if !props.is_empty() {
        domain.store().set_session_props(session.id, props).await?;
    }
    domain.changed(Change::Session(session.token_hash));
    domain.changed(Change::Devices(session.user_id));
    Ok(has_device.then(|| lengths.of(SessionKind::Mobile)))
}

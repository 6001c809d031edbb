//! Which version of the incumbent this server answers as, and which build it is.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use countersign_primitives::ServerId;

use crate::settings::Settings;

/// The version whose API is spoken. Apps switch features by it; 10.11 is the oldest they take.
pub const VERSION: &str = "11.6.0";

/// This server's own build, shown to people next to [`VERSION`].
pub const BUILD: &str = concat!("countersign-", env!("CARGO_PKG_VERSION"));

/// What `X-Version-Id` says: version, build, a digest that changes whenever the client config does, and that there is
/// no licence.
pub(crate) fn version_id(settings: &Settings, server_id: ServerId) -> String {
    let mut digest = Sha256::new();
    digest.update(server_id.as_str());
    digest.update(serde_json::to_vec(settings).unwrap_or_default());
    let digest = &digest.finalize()[..16];
    format!("{VERSION}.{BUILD}.{}.false", URL_SAFE_NO_PAD.encode(digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_changes_with_the_settings_and_begins_with_the_version() {
        let server_id: ServerId = "s".repeat(26).parse().unwrap();
        let mut settings = Settings::default();
        let before = version_id(&settings, server_id);
        assert_eq!(before, version_id(&settings, server_id));
        assert!(before.starts_with("11.6.0.countersign-") && before.rsplit('.').next() == Some("false"), "{before}");
        settings.native_app_settings.mobile_prevent_screen_capture = true;
        assert_ne!(before, version_id(&settings, server_id));
    }
}

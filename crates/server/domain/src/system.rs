//! What concerns the server as a whole: what clients are told about it, its settings, roles and health.

mod client_config;
mod health;
mod roles;
mod settings;
mod test_letter;

pub use client_config::client_config;
pub use health::{Health, health};
pub use roles::{list_roles, role_by_name, roles_by_names};
pub use settings::{get_settings, patch_settings, preset_settings, reload_settings};
pub use test_letter::send_test_letter;

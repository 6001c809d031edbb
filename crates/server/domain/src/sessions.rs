//! Sessions: signing in and out, devices, how they end.

mod activity;
mod attach_device;
mod authenticate;
mod list_sessions;
mod local;
mod revoke;
mod sign_in;
mod sign_out;
mod token_session;
mod upkeep;

pub use activity::note_activity;
pub use attach_device::{AttachDevice, attach_device};
pub use authenticate::{authenticate, authenticate_again};
pub use list_sessions::{ListedSession, list_sessions};
pub use local::local_administrator;
pub use revoke::{revoke_all_sessions, revoke_session, revoke_sessions_of};
pub use sign_in::{Credential, SignIn, SignedIn, claimed_name, sign_in};
pub use sign_out::sign_out;
pub use upkeep::{announce_expired, remove_expired};

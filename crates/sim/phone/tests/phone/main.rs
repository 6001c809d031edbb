//! Whole simulated phones against a messaging server and a push service in this process.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod bench;
mod device_port;
#[allow(dead_code, unused_imports, reason = "the same server serves the tests of the core, which use more of it")]
#[path = "../../../../mobile/core/tests/phone/fake/mod.rs"]
mod fake;
mod killed;
mod life;
mod page;
mod pushes;
#[allow(dead_code, reason = "the tests of the core use more of it")]
#[path = "../../../../mobile/core/tests/phone/support/bell.rs"]
mod ring;
mod vendors;

/// What the server in this process needs.
mod support {
    pub(crate) use crate::ring::Bell;
}

#![doc = include_str!("../README.md")]

mod args;
mod config;
pub mod device;
mod hardware;
mod journal;
mod network;
mod phone;
mod running;
mod serve;
mod storage;
mod vendor;

pub use args::{PhoneArgs, PhoneCommandError, run};
pub use config::{APP_ID, AutoSignIn, NoObserver, PhoneConfig, PhoneObserver};
pub use journal::PhoneEvent;
pub use phone::PhoneError;
pub use running::{Phone, RunningPhone};

/// Parts of the page that the page with several phones needs too.
pub mod page {
    pub use crate::serve::{Guard, check, interface_file};
}

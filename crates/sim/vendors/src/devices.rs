//! The phones the vendors know, and what waits for them. Survives a kill of the process: every change is in the
//! journal before anybody is told.

mod journal;
mod mailbox;
mod record;
mod registry;
mod token;

pub(crate) use mailbox::Keeping;
pub(crate) use record::{DeviceRecord, SubscriptionKeys};
pub use registry::Delivery;
pub(crate) use registry::{DeliveryRequest, Devices, DevicesError};
pub(crate) use token::looks_like_google;

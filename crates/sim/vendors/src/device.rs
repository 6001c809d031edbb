//! What a simulated phone says to the device port and hears from it, and a client for it.
//!
//! | request | answer |
//! |---|---|
//! | `POST /v1/devices` with a [`RegisterDevice`] | 201 with a [`RegisteredDevice`] |
//! | `DELETE /v1/devices/<token>` | 204; 404 when there is none |
//! | `GET /v1/devices/<token>/pushes`, upgraded to a WebSocket | [`DeviceFrame`]s come, [`PhoneFrame`]s go; 404 when there is none |

mod client;
mod frames;

pub use client::{DeviceClient, DeviceClientError, DeviceLink};
pub use frames::{
    AppleHeaders, DeviceFrame, DevicePlatform, GoogleHeaders, PayloadEncoding, PhoneFrame, PushFrame, PushHeaders,
    RegisterDevice, RegisteredDevice, WebPushHeaders, WebPushSubscription,
};

//! How a stored file is handed out, so that no browser takes it for a page of this server.

mod disposition;
mod range;

pub use self::{
    disposition::{Headers, SECURITY_POLICY, headers, is_inline},
    range::{RangeAnswer, resolve_range},
};

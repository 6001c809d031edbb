//! What the incumbent answered to wrong and to odd requests, as far as rules decide it. Steps that the store or the
//! HTTP layer decide are replayed there.

mod accounts;
mod catalogue;
mod flow;
mod names;
mod posts;
mod requests;
mod sidebar;

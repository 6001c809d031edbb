//! Files that come in parts. Their bytes never come here: the edge stores each part before [`add_part`], and puts them
//! together before [`finish_upload`].

mod add_part;
mod begin_upload;
mod finish_upload;
mod get_upload;

pub use add_part::add_part;
pub use begin_upload::{NewUpload, begin_upload};
pub use finish_upload::finish_upload;
pub use get_upload::get_upload;

//! What is known of uploaded files, and who may have them. Their bytes never come here: the edge stores them before
//! [`add_file`], and reads them after [`readable_file`].

mod add_file;
mod check_upload;
mod files_of_post;
mod public_link;
mod readable_file;
mod search_files;

pub use add_file::{NewFile, add_file};
pub use check_upload::{check_upload, check_uploads_allowed};
pub use files_of_post::files_of_post;
pub use public_link::{check_public_link, public_file};
pub use readable_file::readable_file;
pub use search_files::search_files;

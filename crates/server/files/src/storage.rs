//! Where bytes live: a folder of this machine, or a bucket of an S3-compatible service.

mod bucket;
mod content;
mod dial;
mod error;
mod folder;
mod path;
mod patience;
mod store;
mod sweep;
mod upload;

pub use self::{
    bucket::BucketConfig,
    content::Content,
    error::{OpenError, StorageError},
    folder::FolderConfig,
    path::StoredPath,
    store::FileStore,
    upload::Upload,
};

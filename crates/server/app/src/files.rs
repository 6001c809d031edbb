use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use countersign_egress::{TlsError, client_tls};
use countersign_primitives::Random;
use countersign_server_domain::ports::files::{FileError, Files};
use countersign_server_files::storage::{BucketConfig, FileStore, FolderConfig, OpenError};

use crate::{
    config::{BucketPlace, FileStorage},
    data_folder::DataFolder,
};

/// How long a bucket may take to answer.
const ANSWER_TIME: Duration = Duration::from_secs(30);

/// Why files cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The folder or the bucket cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The certificates to trust are of no use.
    #[error(transparent)]
    Trust(#[from] TlsError),
}

/// The use cases' files, in a store of files.
pub(crate) struct StoredFiles(pub(crate) FileStore);

#[async_trait]
impl Files for StoredFiles {
    async fn check_health(&self) -> Result<(), FileError> {
        self.0.check().await.map_err(|error| FileError(error.to_string()))
    }
}

/// Opens where files are kept.
pub(crate) fn open(
    storage: &FileStorage,
    data_folder: &DataFolder,
    random: Arc<dyn Random>,
) -> Result<FileStore, FilesError> {
    let folder = |path| FolderConfig { path };
    Ok(match storage {
        FileStorage::DataFolder => FileStore::in_folder(&folder(data_folder.files()), random)?,
        FileStorage::Folder(path) => FileStore::in_folder(&folder(path.clone()), random)?,
        FileStorage::Bucket(place) => FileStore::in_bucket(&bucket(place)?, random)?,
    })
}

fn bucket(place: &BucketPlace) -> Result<BucketConfig, TlsError> {
    Ok(BucketConfig {
        endpoint: place.endpoint.clone(),
        region: place.region.clone(),
        bucket: place.name.clone(),
        prefix: place.prefix.clone(),
        access_key_id: place.access_key_id.clone(),
        secret_access_key: place.secret_access_key.clone(),
        session_token: None,
        path_style: place.path_style,
        allow_plain_http: place.allow_plain_http,
        tls: client_tls(&place.trust, None)?.as_ref().clone(),
        timeout: ANSWER_TIME,
    })
}

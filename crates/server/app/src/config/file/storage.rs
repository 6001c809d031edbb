//! `[files]`.

use countersign_primitives::Secret;
use countersign_settings::{Files, Mistakes};
use serde::Deserialize;
use url::Url;

use super::trust;
use crate::config::{BucketPlace, FileStorage};

/// Where uploaded files are: in the data folder, unless a folder or a bucket is named. Several servers need the same one.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::config) struct Storage {
    /// A folder, such as one that several machines mount. Default: `files` in the data folder.
    #[cfg_attr(test, schemars(example = &"/srv/countersign/files"))]
    folder: Option<String>,
    /// A bucket of an S3-compatible service instead.
    bucket: Option<Bucket>,
}

/// A bucket of an S3-compatible service.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::config) struct Bucket {
    /// The bucket, which must exist. Required.
    #[cfg_attr(test, schemars(example = &"countersign-files"))]
    name: String,
    /// Where the service answers, without the bucket. Default: Amazon's own address for the region.
    #[cfg_attr(test, schemars(example = &"https://minio.example.com:9000"))]
    endpoint: Option<String>,
    /// The region that signatures name. Services of one's own mostly take the default.
    region: String,
    /// What every name in the bucket begins with.
    prefix: String,
    /// The access key's id. Required.
    access_key_id: String,
    /// The access key. Required, here or in the file.
    #[cfg_attr(test, schemars(with = "Option<String>", example = &"secret"))]
    secret_access_key: Option<Secret<String>>,
    /// A file that holds the access key.
    secret_access_key_file: Option<String>,
    /// Whether the bucket stands in the path and not in the host's name.
    path_style: bool,
    /// Whether `http://` is allowed: every file then travels in the clear.
    allow_plain_http: bool,
    /// Certificates in PEM to trust besides the system's.
    extra_roots_file: Option<String>,
}

impl Default for Bucket {
    fn default() -> Self {
        Self {
            name: String::new(),
            endpoint: None,
            region: "us-east-1".to_owned(),
            prefix: String::new(),
            access_key_id: String::new(),
            secret_access_key: None,
            secret_access_key_file: None,
            path_style: true,
            allow_plain_http: false,
            extra_roots_file: None,
        }
    }
}

impl Storage {
    pub(super) fn storage(self, files: &Files, mistakes: &mut Mistakes) -> FileStorage {
        match (self.folder.filter(|folder| !folder.is_empty()), self.bucket) {
            (None, None) => FileStorage::DataFolder,
            (Some(folder), None) => FileStorage::Folder(folder.into()),
            (folder, Some(bucket)) => {
                if folder.is_some() {
                    mistakes.add("files.bucket", "expected a folder or a bucket, not both");
                }
                FileStorage::Bucket(Box::new(bucket.place(files, mistakes)))
            }
        }
    }
}

impl Bucket {
    fn place(self, files: &Files, mistakes: &mut Mistakes) -> BucketPlace {
        let at = "files.bucket";
        mistakes.needed(at, "name", &self.name);
        mistakes.needed(at, "access_key_id", &self.access_key_id);
        let given = (self.secret_access_key, self.secret_access_key_file);
        let key = mistakes.secret(files, at, "secret_access_key", given.0, given.1.as_deref());
        if key.is_none() {
            mistakes.add(format!("{at}.secret_access_key"), "missing");
        }
        let endpoint = self.endpoint.filter(|text| !text.is_empty()).and_then(|text| {
            let parsed = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
            if parsed.is_none() {
                mistakes.add(format!("{at}.endpoint"), "expected https://host or https://host:port");
            }
            parsed
        });
        if !self.allow_plain_http && endpoint.as_ref().is_some_and(|url| url.scheme() == "http") {
            mistakes
                .add(format!("{at}.endpoint"), "expected https://; allow_plain_http lets files travel in the clear");
        }
        BucketPlace {
            name: self.name,
            endpoint,
            region: self.region,
            prefix: self.prefix,
            access_key_id: self.access_key_id,
            secret_access_key: key.unwrap_or_default(),
            path_style: self.path_style,
            allow_plain_http: self.allow_plain_http,
            trust: trust(self.extra_roots_file.as_deref(), &format!("{at}.extra_roots_file"), files, mistakes),
        }
    }
}

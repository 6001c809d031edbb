use serde::{Deserialize, Serialize};

/// `FileSettings`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct FileSettings {
    /// Whether files can be attached.
    pub enable_file_attachments: bool,
    /// Whether phones may attach them.
    pub enable_mobile_upload: bool,
    /// Whether phones may fetch them.
    pub enable_mobile_download: bool,
    /// Whether files can be had without signing in, by a link.
    pub enable_public_link: bool,
    /// Largest file, in bytes.
    pub max_file_size: i64,
}

impl Default for FileSettings {
    fn default() -> Self {
        Self {
            enable_file_attachments: true,
            enable_mobile_upload: true,
            enable_mobile_download: true,
            enable_public_link: false,
            max_file_size: 104_857_600,
        }
    }
}

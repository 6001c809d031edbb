use std::fmt;

use object_store::path::Path;

use countersign_primitives::{EmojiId, FileId, TeamId, UserId};

/// Where something is stored. Made of ids only, 26 letters and digits each: no name a user chose ever becomes part of a
/// path, so that none can lead out of the store.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct StoredPath(Path);

impl StoredPath {
    /// An uploaded file: `files/{first two characters}/{id}`.
    pub fn original(file: FileId) -> Self {
        Self::below("files", file.as_str(), "")
    }

    /// Its thumbnail: the same with `.thumbnail`.
    pub fn thumbnail(file: FileId) -> Self {
        Self::below("files", file.as_str(), ".thumbnail")
    }

    /// Its preview: the same with `.preview`.
    pub fn preview(file: FileId) -> Self {
        Self::below("files", file.as_str(), ".preview")
    }

    /// A part of a file that is still coming, from byte `begin` to before byte `end`:
    /// `uploads/{first two characters}/{id}.{begin}-{end}`.
    pub fn upload_part(upload: FileId, begin: u64, end: u64) -> Self {
        Self::below("uploads", upload.as_str(), &format!(".{begin}-{end}"))
    }

    /// A profile picture somebody uploaded: `users/{first two characters}/{id}`.
    pub fn profile_picture(user: UserId) -> Self {
        Self::below("users", user.as_str(), "")
    }

    /// A team's icon: `teams/{first two characters}/{id}`.
    pub fn team_icon(team: TeamId) -> Self {
        Self::below("teams", team.as_str(), "")
    }

    /// A custom emoji: `emoji/{first two characters}/{id}`.
    pub fn emoji(emoji: EmojiId) -> Self {
        Self::below("emoji", emoji.as_str(), "")
    }

    /// What a health check writes.
    pub(super) fn probe(name: &str) -> Self {
        Self(Path::from_iter(["health", name]))
    }

    pub(super) fn object(&self) -> &Path {
        &self.0
    }

    fn below(kind: &str, id: &str, suffix: &str) -> Self {
        Self(Path::from_iter([kind, &id[..2], &format!("{id}{suffix}")]))
    }
}

impl fmt::Debug for StoredPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_spread_over_folders() {
        let file: FileId = "iqcx3qc9sbbt6ocshszfqgq6ci".parse().unwrap();
        assert_eq!(format!("{:?}", StoredPath::original(file)), "files/iq/iqcx3qc9sbbt6ocshszfqgq6ci");
        assert_eq!(format!("{:?}", StoredPath::preview(file)), "files/iq/iqcx3qc9sbbt6ocshszfqgq6ci.preview");
    }
}

use std::{
    fmt,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use countersign_primitives::Random;

/// The store's own name for an account: 32 hexadecimal digits, drawn at sign-in. Tells nothing about person or server.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountKey(String);

impl AccountKey {
    pub(crate) fn generate(random: &dyn Random) -> Self {
        let mut bytes = [0; 16];
        random.fill(&mut bytes);
        Self(hex::encode(bytes))
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let valid = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        valid.then(|| Self(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Name of the keychain entry that wraps the database's key.
    pub(crate) fn wrapping_key_entry(&self) -> String {
        format!("account.{}.wrapping-key", self.0)
    }

    /// Name of the keychain entry with the session token.
    pub(crate) fn token_entry(&self) -> String {
        format!("account.{}.session-token", self.0)
    }
}

impl fmt::Debug for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where everything lies below the app's folder.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    pub(crate) fn accounts(&self) -> PathBuf {
        self.root.join("accounts")
    }

    pub(crate) fn account(&self, account: &AccountKey) -> PathBuf {
        self.accounts().join(account.as_str())
    }

    pub(crate) fn page_key(&self, account: &AccountKey) -> PathBuf {
        self.account(account).join("page-key")
    }

    pub(crate) fn database(&self, account: &AccountKey) -> PathBuf {
        self.account(account).join("store.db")
    }

    /// The order to erase an account; there while it is being carried out.
    pub(crate) fn erase_order(&self, account: &AccountKey) -> PathBuf {
        self.accounts().join(format!("{}.erase.json", account.as_str()))
    }

    /// What the user has yet to be told about an erased account.
    pub(crate) fn erased_notice(&self) -> PathBuf {
        self.root.join("erased.json")
    }

    /// The address signed in to last.
    pub(crate) fn last_server(&self) -> PathBuf {
        self.root.join("last-server")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path below the app's folder, for reports.
    pub(crate) fn relative(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }

    /// Accounts that have a folder, and accounts that have an order to erase them.
    pub(crate) fn list(&self) -> io::Result<(Vec<AccountKey>, Vec<AccountKey>)> {
        let (mut kept, mut doomed) = (Vec::new(), Vec::new());
        for entry in fs::read_dir(self.accounts())? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if let Some(account) = name.strip_suffix(".erase.json").and_then(AccountKey::parse) {
                doomed.push(account);
            } else if let Some(account) = AccountKey::parse(&name) {
                kept.push(account);
            }
        }
        kept.retain(|account| !doomed.contains(account));
        kept.sort();
        doomed.sort();
        Ok((kept, doomed))
    }
}

/// Makes a folder that only this user may enter.
pub(crate) fn make_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Writes a file so that after a crash either the old or the new contents are there, never a part.
pub(crate) fn write_durably(path: &Path, contents: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let draft = path.with_file_name(format!(".{name}.draft"));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(contents)?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    sync_parent(path)
}

/// Removes what a kill left half-written: files whose name begins with a dot.
pub(crate) fn remove_drafts(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            remove_file(&entry.path())?;
        }
    }
    Ok(())
}

/// Removes a file; one that is not there is removed already.
pub(crate) fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes changes to a folder's entries durable.
pub(crate) fn sync_parent(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(parent) => File::open(parent)?.sync_all(),
        None => Ok(()),
    }
}

/// A file's contents; `None` when it is not there.
pub(crate) fn read_if_there(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(contents) => Ok(Some(contents)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

//! PostgreSQL's own programs.

use std::{
    env, fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

/// Where a program of PostgreSQL is: the newest of Debian's, or the first on the path.
pub(crate) fn find(name: &str) -> Result<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut debian: Vec<(u32, PathBuf)> = versions
        .filter_map(|version| {
            let number = version.file_name().to_str()?.parse().ok()?;
            Some((number, version.path().join("bin").join(name)))
        })
        .filter(|(_, program)| program.is_file())
        .collect();
    debian.sort();
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file());
    let found = debian.pop().map(|(_, program)| program).or(on_path);
    found.with_context(|| format!("{name} is missing: `scripts/setup --tests` installs PostgreSQL"))
}

/// Who runs the database: PostgreSQL refuses to run as root, and Debian's package brings a user for it.
pub(crate) struct Owner(Option<(u32, u32)>);

impl Owner {
    /// Ourselves, unless we are root.
    pub(crate) fn find() -> Result<Self> {
        let myself = fs::metadata("/proc/self").context("who runs this test")?;
        if myself.uid() != 0 {
            return Ok(Self(None));
        }
        let users = fs::read_to_string("/etc/passwd").context("reading /etc/passwd")?;
        for user in users.lines() {
            let mut fields = user.split(':');
            if fields.next() == Some("postgres") {
                let (uid, gid) = (fields.nth(1).context("a user's number")?, fields.next().context("a group")?);
                return Ok(Self(Some((uid.parse()?, gid.parse()?))));
            }
        }
        bail!("PostgreSQL does not run as root and there is no user called postgres")
    }

    /// A command as that user.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let Some((uid, gid)) = self.0 else { return Command::new(program) };
        let mut command = Command::new("setpriv");
        command.arg(format!("--reuid={uid}")).arg(format!("--regid={gid}")).arg("--clear-groups").arg(program);
        command
    }

    /// Makes a folder that user's.
    pub(crate) fn give(&self, folder: &Path) -> Result<()> {
        let Some((uid, gid)) = self.0 else { return Ok(()) };
        std::os::unix::fs::chown(folder, Some(uid), Some(gid)).context("giving away the database's folder")
    }
}

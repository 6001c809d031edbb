//! The project's own programs as processes.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, ensure};

/// Builds a program of the workspace in the profile of the running one, and says where it lies. The whole workspace
/// decides about features, so that what its tests have built serves here, too.
///
/// # Errors
/// It cannot be built.
pub fn build(name: &str) -> Result<PathBuf> {
    let own = env::current_exe().context("the running program has no path")?;
    let target = own.ancestors().find(|folder| folder.join(".fingerprint").exists() || folder.ends_with("deps"));
    let folder =
        target.map_or(own.parent(), |folder| if folder.ends_with("deps") { folder.parent() } else { Some(folder) });
    let folder = folder.context("the running program lies in no folder")?;
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--workspace", "--bin", name]);
    if folder.ends_with("release") {
        cargo.arg("--release");
    }
    let status = cargo.status().context("cargo cannot be started")?;
    ensure!(status.success(), "{name} cannot be built");
    Ok(folder.join(name))
}

/// A running program; killed when dropped.
#[derive(Debug)]
pub struct Process(Child);

impl Process {
    /// Starts a program. Its log goes to the standard error output.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn start(program: &Path, arguments: &[&str]) -> Result<Self> {
        let child = Command::new(program).args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).spawn();
        Ok(Self(child.with_context(|| format!("{} cannot be started", program.display()))?))
    }

    /// SIGKILL: no destructor, no flush, no farewell.
    ///
    /// # Errors
    /// It ended by itself before.
    pub fn kill(mut self) -> Result<()> {
        if let Some(status) = self.0.try_wait()? {
            anyhow::bail!("the program ended by itself: {status}");
        }
        self.0.kill()?;
        self.0.wait()?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

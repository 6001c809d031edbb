//! Compatibility with the incumbent, as its recordings show it.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, bail};

const REPORT: &str = "docs/compat-report.md";

/// Replays what was recorded, keeps how it went, and prints it by page.
pub fn run() -> Result<()> {
    let arguments = ["test", "--quiet", "--package", "countersign-server-http", "--test", "surface", "golden::"];
    let status = Command::new("cargo").args(arguments).env("COMPAT_KEEP", "1").status().context("cargo starts")?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let report = std::fs::read_to_string(root.join(REPORT)).with_context(|| format!("{REPORT} can be read"))?;
    println!("{report}");
    if !status.success() {
        bail!("the replay failed");
    }
    Ok(())
}

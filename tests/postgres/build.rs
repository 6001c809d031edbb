//! Says whether tests that need PostgreSQL can run: they do when it is installed, when `COUNTERSIGN_TEST_POSTGRES` is the
//! address of one, and when `COUNTERSIGN_TEST_SERVICES` names it, so that where it must be there they fail instead of
//! being passed over.

use std::{env, fs};

const ADDRESS: &str = "COUNTERSIGN_TEST_POSTGRES";
const REQUIRED: &str = "COUNTERSIGN_TEST_SERVICES";

fn main() {
    println!("cargo::rustc-check-cfg=cfg(postgres)");
    println!("cargo::rerun-if-env-changed={ADDRESS}");
    println!("cargo::rerun-if-env-changed={REQUIRED}");
    println!("cargo::rerun-if-changed=/usr/lib/postgresql");
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os(ADDRESS).is_some() || is_required() || is_installed() {
        println!("cargo::rustc-cfg=postgres");
    } else {
        println!("cargo::warning=PostgreSQL is not installed: its tests are ignored");
    }
}

fn is_required() -> bool {
    let required = env::var_os(REQUIRED).unwrap_or_default();
    required.to_string_lossy().split_whitespace().any(|name| name == "postgres")
}

fn is_installed() -> bool {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let debian = versions.map(|version| version.path().join("bin/initdb"));
    let path = env::var_os("PATH").unwrap_or_default();
    let others: Vec<_> = env::split_paths(&path).map(|folder| folder.join("initdb")).collect();
    debian.chain(others).any(|program| program.is_file())
}

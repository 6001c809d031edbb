//! Builds this crate again when the interface's bundle appears or changes: it is embedded.

#![allow(clippy::print_stdout, reason = "this is how a build script speaks to Cargo")]

use std::path::Path;

fn main() {
    let phone = "../../../web/phone";
    let dist = format!("{phone}/dist");
    // A path that is not there would count as changed at every build.
    let watched = if Path::new(&dist).exists() { dist.as_str() } else { phone };
    println!("cargo::rerun-if-changed={watched}");
    println!("cargo::rerun-if-changed=build.rs");
}

//! Builds this crate again when the interface's bundle appears or changes: it is embedded.

#![allow(clippy::print_stdout, reason = "this is how a build script speaks to Cargo")]

use std::fs;

fn main() {
    let dist = "../../../web/phone/dist";
    // The place of the bundle is settled while compiling, so it must be there; that it is empty is fine. Where the
    // sources are read-only it is there or will never be.
    let _ = fs::create_dir_all(dist);
    println!("cargo::rerun-if-changed={dist}");
    println!("cargo::rerun-if-changed=build.rs");
}

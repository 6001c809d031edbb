//! Real programs that tests start: found where the system's packages put them, one of its own for each test.
//!
//! A bare machine has none of them. A test that needs one then says so on standard error, past the capture of the test
//! harness, and ends. Where that must not happen, `COUNTERSIGN_TEST_SERVICES` names the programs that have to be there,
//! separated by spaces, and a missing one fails its tests; `scripts/services` sets it.

mod nats;
mod nginx;

use std::{
    env,
    io::Write,
    path::{Path, PathBuf},
};

pub use nats::NatsServer;
pub use nginx::Nginx;

/// Names the programs that must be there.
const REQUIRED: &str = "COUNTERSIGN_TEST_SERVICES";
/// Where packages put servers, besides the search path.
const FURTHER_FOLDERS: [&str; 2] = ["/usr/sbin", "/usr/local/sbin"];

/// Where a program is; `None` after saying that the test is not run, when it is not installed.
///
/// # Panics
/// When it is not installed although `COUNTERSIGN_TEST_SERVICES` names it.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(FURTHER_FOLDERS.map(PathBuf::from));
    let found = folders.map(|folder| folder.join(program)).find(|candidate| candidate.is_file());
    if found.is_none() {
        missing(program);
    }
    found
}

/// Says that this test is not run because a program is missing.
///
/// # Panics
/// When `COUNTERSIGN_TEST_SERVICES` names it.
pub fn missing(program: &str) {
    let required = env::var_os(REQUIRED).unwrap_or_default();
    let is_required = required.to_string_lossy().split_whitespace().any(|name| name == program);
    assert!(!is_required, "{program} is not installed, and {REQUIRED} says that it must be");
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    // Not `eprintln!`: the harness would keep it to itself.
    let _ =
        writeln!(std::io::stderr(), "NOT RUN: {test}: {program} is not installed; `scripts/setup --tests` installs it");
}

/// A command that ends with the thread that starts it, where the system can see to that: nothing is left behind by a
/// test that is killed.
fn bound_command(program: &Path) -> std::process::Command {
    let setpriv = Path::new("/usr/bin/setpriv");
    if setpriv.is_file() {
        let mut command = std::process::Command::new(setpriv);
        command.args(["--pdeathsig", "KILL"]).arg(program);
        return command;
    }
    std::process::Command::new(program)
}

//! The guides and the service file hold to the program: every command, key and variable that they show exists.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

const GUIDES: [&str; 5] = [
    "docs/deploy-one-machine.md",
    "docs/deploy-cluster.md",
    "docs/backup-restore-upgrade.md",
    "docs/behind-nginx.md",
    "crates/server/app/README.md",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap()
}

/// Without this process's own variables, which could be settings.
fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign-server"));
    command.env_clear();
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The fenced blocks of a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

/// What follows the program's name in a line of a shell, without redirections.
fn arguments(line: &str) -> Option<Vec<String>> {
    let (_, given) = line.split_once("countersign-server ")?;
    let before = line.split("countersign-server ").next()?;
    // Only where it is the command, and not a folder or a service of that name.
    let is_command = before.trim_end_matches("/usr/bin/").trim_end().rsplit(['|', '$', '=']).next()?.is_empty();
    let words = given.split('>').next()?.split_whitespace().map(|word| word.trim_matches('\'').to_owned());
    is_command.then(|| words.collect())
}

/// Whether the program takes these arguments: asked for help at their end, it complains about what it does not know.
fn is_understood(arguments: &[String]) -> Result<(), String> {
    let output = program().args(arguments).arg("--help").output().unwrap();
    if output.status.success() { Ok(()) } else { Err(said(&output)) }
}

#[test]
fn every_command_of_the_guides_is_one() {
    let mut tried = 0;
    for guide in GUIDES {
        let text = read(guide);
        let shown = [blocks(&text, "sh"), blocks(&text, "console")].concat();
        for arguments in shown.iter().flat_map(|block| block.lines()).filter_map(arguments) {
            tried += 1;
            is_understood(&arguments).unwrap_or_else(|error| panic!("{guide}: {arguments:?}: {error}"));
        }
    }
    assert!(tried >= 12, "only {tried} commands were found");
}

#[test]
fn every_key_of_the_guides_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server.toml");
    let mut tried = 0;
    for guide in GUIDES {
        for block in blocks(&read(guide), "toml") {
            tried += 1;
            fs::write(&file, &block).unwrap();
            let output = program().args(["config", "check", "--config"]).arg(&file).output().unwrap();
            let said = said(&output);
            // Files that are named are not here.
            let others = said.lines().filter(|line| line.starts_with("  ") && !line.contains("cannot be read"));
            assert_eq!(others.collect::<Vec<_>>(), [""; 0], "{guide}:\n{block}");
        }
    }
    assert!(tried >= 4, "only {tried} files were found");
}

#[test]
fn the_service_starts_what_there_is() {
    let unit = read("deploy/systemd/countersign-server.service");
    let help = said(&program().args(["serve", "--help"]).output().unwrap());
    for line in unit.lines() {
        if let Some(arguments) = line.strip_prefix("Exec").and_then(arguments) {
            is_understood(&arguments).unwrap_or_else(|error| panic!("{line}: {error}"));
        }
        if let Some(variable) = line.strip_prefix("Environment=") {
            let (name, _) = variable.split_once('=').unwrap();
            assert!(help.contains(name), "nothing reads {name}");
        }
    }
}

#[test]
fn the_sample_is_a_configuration_and_mistakes_end_with_64() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server.toml");
    fs::write(&file, program().args(["config", "sample"]).output().unwrap().stdout).unwrap();
    let check = || program().args(["config", "check", "--config"]).arg(&file).output().unwrap();
    assert!(check().status.success(), "{}", said(&check()));
    fs::write(&file, "listne = ':80'").unwrap();
    assert_eq!(check().status.code(), Some(64));
    assert!(said(&check()).contains("line 1, listne"), "{}", said(&check()));
    let served = program().args(["serve", "--config"]).arg(&file).output().unwrap();
    assert_eq!(served.status.code(), Some(64));
    let page = said(&program().args(["config", "reference"]).output().unwrap());
    assert!(page.contains("COUNTERSIGN_SERVER__DATABASE__URL"));
}

//! Which room must never import which: `floors.toml` against what Cargo resolved.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};
use serde::Deserialize;
use walkdir::WalkDir;

use crate::workspace::{Room, Workspace};

const TABLE: &str = include_str!("../floors.toml");

#[derive(Deserialize)]
struct Table {
    rooms: BTreeMap<String, Row>,
    top: Top,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Row {
    workspace: Vec<String>,
    outside: Vec<String>,
    source: Vec<String>,
}

#[derive(Deserialize)]
struct Top {
    rooms: Vec<String>,
    importers: Vec<String>,
}

/// One line for each arrow that points the wrong way.
pub fn check(workspace: &Workspace) -> Result<Vec<String>> {
    let table: Table = toml::from_str(TABLE).context("xtask/floors.toml cannot be read")?;
    let mut faults = Vec::new();
    for room in &workspace.rooms {
        match table.rooms.get(&room.folder) {
            Some(row) => faults.extend(row.faults(room)?),
            None if room.folder.starts_with("..") || table.top.rooms.contains(&room.folder) => {}
            None => faults.push(format!("crates/{} has no row in xtask/floors.toml: add one", room.folder)),
        }
        if !table.top.importers.contains(&room.folder) {
            let above = room.direct_rooms.iter().filter(|other| table.top.rooms.contains(other));
            faults
                .extend(above.map(|other| format!("crates/{} imports crates/{other}, which nothing may", room.folder)));
        }
    }
    Ok(faults)
}

impl Row {
    fn faults(&self, room: &Room) -> Result<Vec<String>> {
        let folder = &room.folder;
        let up = room.rooms.iter().filter(|other| self.workspace.iter().any(|pattern| matches(pattern, other)));
        let mut faults: Vec<_> = up
            .map(|other| format!("crates/{folder} must never import crates/{other}, directly or through others"))
            .collect();
        let heavy = room.outside.iter().filter(|name| self.outside.contains(name));
        faults.extend(
            heavy.map(|name| format!("crates/{folder} must never import the crate {name}, directly or through others")),
        );
        for text in &self.source {
            faults.extend(
                files_with(&room.source, text)?
                    .map(|file| format!("{file} holds `{text}`, which crates/{folder} must not")),
            );
        }
        Ok(faults)
    }
}

fn matches(pattern: &str, folder: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => folder.starts_with(prefix),
        None => folder == pattern,
    }
}

fn files_with(folder: &Path, text: &str) -> Result<impl Iterator<Item = String>> {
    let mut found = Vec::new();
    for entry in WalkDir::new(folder) {
        let entry = entry?;
        if entry.path().extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(entry.path())?;
            let code = source.split("#[cfg(test)]").next().unwrap_or_default();
            if code.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(text)) {
                found.push(entry.path().display().to_string());
            }
        }
    }
    Ok(found.into_iter())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn room(folder: &str, rooms: &[&str], outside: &[&str]) -> Room {
        let texts = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect();
        Room {
            folder: folder.to_owned(),
            source: PathBuf::from("src"),
            rooms: texts(rooms),
            direct_rooms: texts(rooms),
            outside: texts(outside),
        }
    }

    fn faults(room: Room) -> Vec<String> {
        check(&Workspace { rooms: vec![room] }).unwrap()
    }

    #[test]
    fn an_arrow_that_points_up_is_a_fault() {
        assert_eq!(faults(room("push/outbox", &["push/gateway"], &[])).len(), 1);
        assert_eq!(faults(room("push/outbox", &["push/dispatch"], &[])), Vec::<String>::new());
    }

    #[test]
    fn a_heavy_library_is_a_fault() {
        assert_eq!(faults(room("push/outbox", &[], &["axum"])).len(), 1);
    }

    #[test]
    fn a_star_covers_a_whole_house() {
        assert_eq!(faults(room("push/gateway", &["server/http"], &[])).len(), 1);
    }

    #[test]
    fn a_room_without_a_row_and_an_import_of_the_stack_are_faults() {
        assert_eq!(faults(room("push/unheard-of", &[], &[])).len(), 1);
        assert_eq!(faults(room("sim/phone", &["stack"], &[])).len(), 1);
    }
}

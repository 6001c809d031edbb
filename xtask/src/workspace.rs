//! The workspace's crates, their folders and what they depend on.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId};

/// One crate of the workspace.
pub struct Room {
    /// Folder below `crates/`, such as `push/apns`; `../benches` for those beside it.
    pub folder: String,
    /// Where its sources are.
    pub source: PathBuf,
    /// Folders of workspace crates it reaches through normal dependencies.
    pub rooms: BTreeSet<String>,
    /// Folders of workspace crates it names itself.
    pub direct_rooms: BTreeSet<String>,
    /// Other crates it reaches through normal dependencies.
    pub outside: BTreeSet<String>,
}

/// All crates of the workspace.
pub struct Workspace {
    /// In order of their folders.
    pub rooms: Vec<Room>,
}

impl Workspace {
    /// Asks Cargo.
    pub fn load() -> Result<Self> {
        let metadata = MetadataCommand::new().exec().context("cannot ask cargo for the workspace")?;
        let folders = folders(&metadata)?;
        let graph = normal_dependencies(&metadata);
        let mut rooms: Vec<_> = folders.keys().map(|id| room(&metadata, &folders, &graph, id)).collect();
        rooms.sort_by(|a, b| a.folder.cmp(&b.folder));
        Ok(Self { rooms })
    }
}

type Folders = BTreeMap<PackageId, String>;
type Graph = BTreeMap<PackageId, Vec<PackageId>>;

fn folders(metadata: &Metadata) -> Result<Folders> {
    let crates = metadata.workspace_root.join("crates");
    let mut folders = Folders::new();
    for package in metadata.workspace_packages() {
        let folder = package.manifest_path.parent().context("a manifest stands in a folder")?;
        let name = match folder.strip_prefix(&crates) {
            Ok(below) => below.to_string(),
            Err(_) => format!("../{}", folder.strip_prefix(&metadata.workspace_root)?),
        };
        folders.insert(package.id.clone(), name);
    }
    Ok(folders)
}

fn normal_dependencies(metadata: &Metadata) -> Graph {
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    nodes
        .map(|node| {
            let normal = node.deps.iter().filter(|dep| dep.dep_kinds.iter().any(|k| k.kind == DependencyKind::Normal));
            (node.id.clone(), normal.map(|dep| dep.pkg.clone()).collect())
        })
        .collect()
}

fn room(metadata: &Metadata, folders: &Folders, graph: &Graph, id: &PackageId) -> Room {
    let mut reached = BTreeSet::new();
    let mut waiting = graph.get(id).cloned().unwrap_or_default();
    while let Some(next) = waiting.pop() {
        if reached.insert(next.clone()) {
            waiting.extend(graph.get(&next).into_iter().flatten().cloned());
        }
    }
    let source = metadata[id].manifest_path.parent().expect("a manifest stands in a folder").join("src");
    let direct = graph.get(id).into_iter().flatten().filter_map(|dep| folders.get(dep)).cloned().collect();
    Room {
        folder: folders[id].clone(),
        source: source.into_std_path_buf(),
        rooms: reached.iter().filter_map(|dep| folders.get(dep)).cloned().collect(),
        direct_rooms: direct,
        outside: reached
            .iter()
            .filter(|dep| !folders.contains_key(dep))
            .map(|dep| metadata[dep].name.to_string())
            .collect(),
    }
}

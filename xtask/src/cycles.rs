//! Modules of one crate that import each other: two such modules are one, or lack a third below them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::{Context, Result};
use syn::{
    Attribute, Item, ItemMod, UseTree, Visibility,
    visit::{self, Visit},
};

use crate::workspace::Workspace;

/// A module by its names from the crate's root; the root itself is empty.
type ModulePath = Vec<String>;

/// One line for each pair of siblings that reach each other.
pub fn check(workspace: &Workspace) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for room in &workspace.rooms {
        let place = room.folder.strip_prefix("../").map_or_else(|| format!("crates/{}", room.folder), str::to_owned);
        let root = ["lib.rs", "main.rs"].map(|name| room.source.join(name)).into_iter().find(|file| file.exists());
        let Some(root) = root else { continue };
        let mut source = Source::default();
        source.read(&root, &room.source, &Vec::new())?;
        for (one, other) in source.mutual_siblings() {
            faults.push(format!("{place}: modules `{one}` and `{other}` import each other"));
        }
    }
    Ok(faults)
}

/// What a crate's files say about its modules.
#[derive(Default)]
struct Source {
    modules: BTreeSet<ModulePath>,
    /// Names a module passes on from others: module and name, to where the name really is.
    passed_on: BTreeMap<(ModulePath, String), Vec<String>>,
    /// Module, and a path it names from the crate's root.
    named: Vec<(ModulePath, Vec<String>)>,
}

impl Source {
    fn read(&mut self, file: &Path, folder: &Path, module: &ModulePath) -> Result<()> {
        let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let parsed = syn::parse_file(&text).with_context(|| format!("{} is no Rust", file.display()))?;
        self.take(&parsed.items, folder, module)
    }

    fn take(&mut self, items: &[Item], folder: &Path, module: &ModulePath) -> Result<()> {
        self.modules.insert(module.clone());
        for item in items {
            match item {
                Item::Mod(child) if !is_test(&child.attrs) => self.take_child(child, folder, module)?,
                Item::Mod(_) => {}
                other => {
                    let mut names = Names { module, found: Vec::new(), passed_on: Vec::new() };
                    names.visit_item(other);
                    self.named.extend(names.found.into_iter().map(|path| (module.clone(), path)));
                    for (name, path) in names.passed_on {
                        self.passed_on.insert((module.clone(), name), path);
                    }
                }
            }
        }
        Ok(())
    }

    fn take_child(&mut self, child: &ItemMod, folder: &Path, module: &ModulePath) -> Result<()> {
        let name = child.ident.to_string();
        let below = folder.join(&name);
        let path = [module.as_slice(), std::slice::from_ref(&name)].concat();
        if let Some((_, items)) = &child.content {
            return self.take(items, &below, &path);
        }
        let candidates = [folder.join(format!("{name}.rs")), below.join("mod.rs")];
        match candidates.iter().find(|file| file.exists()) {
            Some(file) => self.read(file, &below, &path),
            None => Ok(()),
        }
    }

    /// Pairs of siblings between which arrows go both ways, also through their children or through further siblings.
    fn mutual_siblings(&self) -> BTreeSet<(String, String)> {
        let mut arrows: BTreeMap<ModulePath, BTreeSet<(String, String)>> = BTreeMap::new();
        for (from, named) in &self.named {
            let to = self.resolve(named.clone(), 8);
            let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
            if let (Some(one), Some(other)) = (from.get(shared), to.get(shared)) {
                arrows.entry(from[..shared].to_vec()).or_default().insert((one.clone(), other.clone()));
            }
        }
        let mut found = BTreeSet::new();
        for (parent, arrows) in arrows {
            let name =
                |module: &str| [parent.join("::"), module.to_owned()].join("::").trim_start_matches("::").to_owned();
            let mutual = arrows.iter().filter(|(from, to)| reaches(&arrows, to, from));
            found.extend(mutual.map(|(from, to)| (name(from.min(to)), name(from.max(to)))));
        }
        found
    }

    /// The module that a path leads to: names passed on are followed, the item's own name is cut off.
    fn resolve(&self, mut path: Vec<String>, hops: u8) -> ModulePath {
        for length in (0..path.len()).rev() {
            let (module, rest) = path.split_at(length);
            if !self.modules.contains(module) {
                continue;
            }
            let passed_on = self.passed_on.get(&(module.to_vec(), rest[0].clone()));
            return match passed_on {
                Some(target) if hops > 0 => self.resolve([target.as_slice(), &rest[1..]].concat(), hops - 1),
                _ if self.modules.contains(&path) => path,
                _ => module.to_vec(),
            };
        }
        path.clear();
        path
    }
}

fn reaches(arrows: &BTreeSet<(String, String)>, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::from([from]);
    let mut waiting = vec![from];
    while let Some(module) = waiting.pop() {
        for (_, next) in arrows.iter().filter(|(start, _)| start == module) {
            if next == to {
                return true;
            }
            if seen.insert(next) {
                waiting.push(next);
            }
        }
    }
    false
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|condition| condition == "test")
    })
}

/// Collects the paths into the same crate that an item names.
struct Names<'a> {
    module: &'a ModulePath,
    found: Vec<Vec<String>>,
    passed_on: Vec<(String, Vec<String>)>,
}

impl Names<'_> {
    /// A path from the crate's root, when the first segment says that it is one.
    fn rooted(&self, segments: &[String]) -> Option<Vec<String>> {
        let ups = segments.iter().take_while(|segment| *segment == "super").count();
        match segments.first()?.as_str() {
            "crate" => Some(segments[1..].to_vec()),
            "self" => Some([self.module.as_slice(), &segments[1..]].concat()),
            "super" => {
                let above = self.module.len().checked_sub(ups)?;
                Some([&self.module[..above], &segments[ups..]].concat())
            }
            _ => None,
        }
    }

    fn take_use(&mut self, tree: &UseTree, prefix: &[String], public: bool) {
        match tree {
            UseTree::Path(path) => {
                let prefix = [prefix, &[path.ident.to_string()]].concat();
                self.take_use(&path.tree, &prefix, public);
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.take_use(tree, prefix, public)),
            UseTree::Name(name) => self.take_name(prefix, &name.ident.to_string(), None, public),
            UseTree::Rename(name) => {
                self.take_name(prefix, &name.ident.to_string(), Some(name.rename.to_string()), public);
            }
            UseTree::Glob(_) => self.found.extend(self.rooted(prefix)),
        }
    }

    fn take_name(&mut self, prefix: &[String], name: &str, rename: Option<String>, public: bool) {
        let path = if name == "self" { prefix.to_vec() } else { [prefix, &[name.to_owned()]].concat() };
        // `pub use child::Name` starts at the module itself.
        let child = [self.module.as_slice(), &path].concat();
        let rooted = self.rooted(&path);
        if public {
            let shown = rename.or_else(|| path.last().cloned()).unwrap_or_default();
            self.passed_on.push((shown, rooted.clone().unwrap_or(child)));
        } else {
            self.found.extend(rooted);
        }
    }
}

impl<'ast> Visit<'ast> for Names<'_> {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let public = !matches!(item.vis, Visibility::Inherited);
        self.take_use(&item.tree, &[], public);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.found.extend(self.rooted(&segments));
        visit::visit_path(self, path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mutual(source: &str) -> BTreeSet<(String, String)> {
        let mut read = Source::default();
        read.take(&syn::parse_str::<syn::File>(source).unwrap().items, Path::new("nowhere"), &Vec::new()).unwrap();
        read.mutual_siblings()
    }

    fn pair(one: &str, other: &str) -> BTreeSet<(String, String)> {
        [(one.to_owned(), other.to_owned())].into()
    }

    #[test]
    fn two_modules_that_name_each_other_are_found() {
        assert_eq!(mutual("mod a { use crate::b::B; } mod b { fn f() { crate::a::g(); } }"), pair("a", "b"));
    }

    #[test]
    fn one_direction_is_no_cycle() {
        assert_eq!(mutual("mod a { use crate::b::B; } mod b { pub struct B; }"), BTreeSet::new());
    }

    #[test]
    fn names_passed_on_by_the_root_are_followed() {
        let source =
            "pub use a::A; pub use b::B; mod a { use crate::B; pub struct A; } mod b { use crate::A; pub struct B; }";
        assert_eq!(mutual(source), pair("a", "b"));
    }

    #[test]
    fn a_cycle_through_a_third_is_found() {
        assert!(!mutual("mod a { use crate::b::X; } mod b { use crate::c::X; } mod c { use crate::a::X; }").is_empty());
    }

    #[test]
    fn children_count_for_their_parents_siblings() {
        assert_eq!(mutual("mod a { mod deep { use super::super::b::B; } } mod b { use crate::a::A; }"), pair("a", "b"));
    }

    #[test]
    fn a_child_may_use_its_parent_and_tests_may_use_anything() {
        assert_eq!(
            mutual(
                "mod a { use self::c::C; mod c { use super::A; } #[cfg(test)] mod t { use crate::b::B; } } mod b { use crate::a::A; }"
            ),
            BTreeSet::new()
        );
    }
}

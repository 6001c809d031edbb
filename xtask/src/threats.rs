use std::{fs, path::Path};

use anyhow::{Context, Result};

const PAGE: &str = "docs/threat-model.md";

/// Every threat names a test, and every test that is named is there.
pub fn check() -> Result<Vec<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = fs::read_to_string(root.join(PAGE)).with_context(|| format!("{PAGE} can be read"))?;
    let mut sources = String::new();
    for folder in ["crates", "tests"] {
        read(&root.join(folder), &mut sources)?;
    }
    Ok(faults(&page, &sources))
}

fn faults(page: &str, sources: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut is_of_threats = false;
    for line in page.lines().filter(|line| !line.starts_with("|--")) {
        let columns: Vec<_> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        match columns[..] {
            ["threat", .., "test"] => is_of_threats = true,
            [_] => is_of_threats = false,
            [threat, .., tests] if is_of_threats && !tests.contains('`') => {
                faults.push(format!("{PAGE}: no test for: {threat}"));
            }
            _ => {}
        }
    }
    for name in named(page) {
        if !sources.contains(&format!("fn {name}(")) {
            faults.push(format!("{PAGE}: {name} is no test"));
        }
    }
    faults
}

/// What stands between backticks and is the name of a behaviour.
fn named(page: &str) -> impl Iterator<Item = &str> {
    let is_name = |text: &&str| {
        text.matches('_').count() > 2 && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    page.split('`').skip(1).step_by(2).filter(is_name)
}

fn read(folder: &Path, sources: &mut String) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("{} can be read", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("node_modules") {
            read(&path, sources)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push_str(&fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "| threat | answer | test |\n|---|---|---|\n";

    #[test]
    fn a_threat_without_a_test_is_found() {
        let page = format!("{HEAD}| a thief | a lock | somebody looked |\n\n| who | can |\n|---|---|\n| a | b |\n");
        assert_eq!(faults(&page, ""), ["docs/threat-model.md: no test for: a thief"]);
    }

    #[test]
    fn a_test_that_is_not_there_is_found() {
        let page = format!("{HEAD}| a thief | a lock | `a_door_that_is_locked`, `no_key_fits_twice` |\n");
        let sources = "fn a_door_that_is_locked() {}";
        assert_eq!(faults(&page, sources), ["docs/threat-model.md: no_key_fits_twice is no test"]);
    }
}

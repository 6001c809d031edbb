//! `docs/api-coverage.md` says which pages of the API there are, and is what the router says.
//!
//! With `UPDATE_DOCS=1` in the environment the page is written anew.

use std::{collections::BTreeMap, fs, path::Path};

/// One page of the API.
type Address = (String, &'static str);

const METHODS: [(&str, &str); 5] =
    [("get(", "GET"), ("post(", "POST"), ("put(", "PUT"), ("delete(", "DELETE"), ("patch(", "PATCH")];

const HEAD: &str = "# API coverage

Pages below `/api/v4`, as the router has them. *Yes* is built. *As unlicensed* answers like the incumbent without a
licence, so that apps hide the feature. *Not yet* answers 501. Whatever is not here is no page: 404.

| Method | Page | State |
|---|---|---|
";

#[test]
fn the_coverage_table_is_what_the_router_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = BTreeMap::new();
    for entry in fs::read_dir(root.join("src/routes")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            read_routes(&fs::read_to_string(&path).unwrap(), &mut pages);
        }
    }
    read_routes(&fs::read_to_string(root.join("src/routes.rs")).unwrap(), &mut pages);
    read_refusals(&fs::read_to_string(root.join("src/routes/unavailable.rs")).unwrap(), &mut pages);
    assert!(pages.len() > 150, "only {} pages were found", pages.len());
    let rows = pages.iter().map(|((page, method), state)| format!("| {method} | `{page}` | {state} |\n"));
    let table = rows.fold(HEAD.to_owned(), |table, row| table + &row);
    let docs = root.join("../../../docs/api-coverage.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&docs, &table).unwrap();
    }
    let written = fs::read_to_string(&docs).unwrap();
    assert!(written == table, "docs/api-coverage.md is out of date: run this test with UPDATE_DOCS=1");
}

/// Adds the pages of `.route(page, get(…).post(…))` calls.
fn read_routes(source: &str, pages: &mut BTreeMap<Address, &'static str>) {
    for call in source.split(".route(").skip(1) {
        let call = &call[..end_of_call(call)];
        let Some((page, methods)) = call.split_once(',') else { continue };
        let Some(page) = read_page(source, page.trim()) else { continue };
        for (text, method) in METHODS {
            let mut places = methods.match_indices(text);
            let is_call =
                |at: usize| !methods[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_');
            if places.any(|(at, _)| is_call(at)) {
                pages.insert((page.clone(), method), "yes");
            }
        }
    }
}

/// A page's address: a text, a constant of the file, or a text below the file's constant.
fn read_page(source: &str, argument: &str) -> Option<String> {
    let quoted = |text: &str| text.split('"').nth(1).map(str::to_owned);
    let constant = || quoted(source.split_once(": &str = ")?.1);
    if argument.starts_with('"') {
        quoted(argument)
    } else if argument.starts_with("&below(") {
        Some(format!("{}/{}", constant()?, quoted(argument)?))
    } else {
        constant().filter(|_| argument.chars().all(|letter| letter.is_ascii_uppercase()))
    }
}

/// Where the parenthesis closes that was opened before the text.
fn end_of_call(text: &str) -> usize {
    let mut depth = 1;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// Adds the table of refusals.
fn read_refusals(source: &str, pages: &mut BTreeMap<Address, &'static str>) {
    for row in source.split("Method::").skip(1) {
        let Some((method, rest)) = row.split_once(',') else { continue };
        let Some(method) = METHODS.iter().map(|(_, method)| *method).find(|known| *known == method) else { continue };
        let Some(page) = rest.split('"').nth(1) else { continue };
        let not_yet = rest.contains("known::CONTEXT_NOT_IMPLEMENTED");
        let state = if not_yet { "not yet" } else { "as unlicensed" };
        let before = pages.insert((page.to_owned(), method), state);
        assert_eq!(before, None, "{method} {page} is refused and built");
    }
}

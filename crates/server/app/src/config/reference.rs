//! Holds the committed reference page and sample to the settings' types.

use std::{fs, path::Path};

use countersign_settings::{
    from_toml, keys_of, read,
    reference::{self, Section},
};

use super::file::{self, File};

const INTRODUCTION: &str = include_str!("reference/introduction.md");
const PAGE: &str = "../../../docs/server-configuration.md";
const SAMPLE: &str = "sample.toml";

fn order(of: &str) -> &'static [&'static str] {
    match of {
        "File" => keys_of::<File>(),
        "Tls" => keys_of::<file::Tls>(),
        "DatabaseSection" => keys_of::<file::DatabaseSection>(),
        "Bus" => keys_of::<file::Bus>(),
        "Storage" => keys_of::<file::Storage>(),
        "Bucket" => keys_of::<file::Bucket>(),
        "Mail" => keys_of::<file::Mail>(),
        "PushGateway" => keys_of::<file::PushGateway>(),
        other => panic!("add {other} to the order of keys"),
    }
}

fn sections() -> Vec<Section> {
    reference::sections("File", &schemars::schema_for!(File).to_value(), order)
}

fn sample() -> String {
    reference::sample(
        "# Settings of the messaging server: every key, with its default or an example.\n\
         # docs/server-configuration.md says more. Check a file with `countersign-server config check --config FILE`.\n",
        &sections(),
    )
}

/// Compares with the committed file; writes it when it is asked to.
fn holds(file: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        fs::write(&path, made).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == made, "{file} is not up to date: run this test with UPDATE_REFERENCE=1 and commit the file");
}

#[test]
fn the_reference_page_is_what_the_types_say() {
    holds(PAGE, &reference::page(INTRODUCTION, &sections()));
}

#[test]
fn the_sample_is_what_the_types_say() {
    holds(SAMPLE, &sample());
}

#[test]
fn every_key_of_the_sample_is_one_and_of_the_right_kind() {
    let mut tree = from_toml(&reference::uncommented(&sample())).unwrap();
    tree.number();
    let mut faults = Vec::new();
    let file = read::<File>(&mut tree, |path, text| faults.push((path, text)));
    assert!(file.is_some() && faults.is_empty(), "{faults:?}");
}

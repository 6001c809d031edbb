//! The reference page and the commented sample, made from the settings' types. A test holds the committed files to them.

use std::{fmt::Write, fs, path::Path};

use countersign_settings::{
    from_toml, keys_of, read,
    reference::{self, Section},
};

use super::{
    callers::{CallerSection, KeySection},
    incumbent, own,
};

const INTRODUCTION: &str = include_str!("reference/introduction.md");
const PAGE: &str = "../../../docs/push-gateway-configuration.md";
const SAMPLE: &str = "sample.toml";

/// The order of keys is that of the types' fields, which a schema does not keep.
fn order(of: &str) -> &'static [&'static str] {
    match of {
        "File" => keys_of::<own::File>(),
        "Tls" => keys_of::<own::Tls>(),
        "Clients" => keys_of::<own::Clients>(),
        "CallerLimits" => keys_of::<own::CallerLimits>(),
        "CallerSection" => keys_of::<CallerSection>(),
        "KeySection" => keys_of::<KeySection>(),
        "Queue" => keys_of::<own::Queue>(),
        "Throttle" => keys_of::<own::Throttle>(),
        "LifetimeSecs" => keys_of::<own::LifetimeSecs>(),
        "Apns" => keys_of::<own::Apns>(),
        "Fcm" => keys_of::<own::Fcm>(),
        "WebPush" => keys_of::<own::WebPush>(),
        other => panic!("add {other} to the order of keys"),
    }
}

fn sections() -> Vec<Section> {
    reference::sections("File", &schemars::schema_for!(own::File).to_value(), order)
}

fn page() -> String {
    let mut page = reference::page(INTRODUCTION, &sections());
    let _ = write!(
        page,
        "\n## The original push proxy's file\n\nKeys match in any case. Unknown keys are passed over, with a word at the \
         start. What is not listed may be given in our own spelling.\n\n| Key | In | Here |\n|---|---|---|\n"
    );
    for [name, section, meaning] in incumbent::described() {
        let _ = writeln!(page, "| `{name}` | {section} | {meaning} |");
    }
    page
}

fn sample() -> String {
    reference::sample(
        "# Settings of the push gateway: every key, with its default or an example.\n\
         # docs/push-gateway-configuration.md says more. Check a file with `countersign-push check --config FILE`.\n",
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
    holds(PAGE, &page());
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
    let file = read::<own::File>(&mut tree, |path, text| faults.push((path, text)));
    assert!(file.is_some() && faults.is_empty(), "{faults:?}");
}

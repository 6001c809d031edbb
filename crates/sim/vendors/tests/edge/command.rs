use std::sync::Arc;

use clap::Parser;
use countersign_sim_vendors::{UnknownTokens, VendorsArgs, run};
use countersign_system::{OsRandom, SystemClock};
use serde_json::Value;

#[derive(Parser)]
struct Command {
    #[command(flatten)]
    vendors: VendorsArgs,
}

fn arguments(folder: &std::path::Path, more: &[&str]) -> VendorsArgs {
    let data = folder.to_str().unwrap();
    let any = "127.0.0.1:0";
    let ports = ["--apple", "--apple-development", "--google", "--web-push", "--device", "--control"];
    let mut words = vec!["vendors", "--data", data];
    words.extend(ports.iter().flat_map(|port| [*port, any]));
    words.extend(more);
    Command::try_parse_from(words).unwrap().vendors
}

async fn output(args: &VendorsArgs) -> String {
    let mut out = Vec::new();
    run(args, Arc::new(SystemClock::new()), Arc::new(OsRandom), &mut out, std::future::ready(())).await.unwrap();
    String::from_utf8(out).unwrap()
}

#[tokio::test]
async fn the_command_says_where_everything_is() {
    let folder = tempfile::tempdir().unwrap();
    let text = output(&arguments(folder.path(), &[])).await;
    for word in ["Apple, production", "AuthKey_", "google-service-account.json", "ca.pem", "Phones", "Control"] {
        assert!(text.contains(word), "{word}: {text}");
    }
    let json: Value = serde_json::from_str(&output(&arguments(folder.path(), &["--json"])).await).unwrap();
    for path in ["ca", "apple_key", "google_service_account"] {
        assert!(std::path::Path::new(json[path].as_str().unwrap()).exists(), "{path}");
    }
    assert!(json["apple_production"].as_str().unwrap().starts_with("https://127.0.0.1:"));
}

#[test]
fn arguments_become_settings() {
    let folder = tempfile::tempdir().unwrap();
    let args = arguments(
        folder.path(),
        &["--accept-unknown-tokens", "--apple-streams", "7", "--latency-ms", "50", "--records", "0"],
    );
    let config = args.to_config(Arc::new(SystemClock::new()), Arc::new(OsRandom));
    assert_eq!(config.settings.unknown_tokens, UnknownTokens::Accept);
    assert_eq!((config.settings.apple.streams, config.settings.latency_ms, config.records), (7, 50, 0));
    assert_eq!(config.listen.google.port(), 0);
}

//! Configuration files: the incumbent's and ours, with everything that can be wrong with them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use countersign_loopback::{Authority, service_account};
use countersign_push::{ApnsCredential, GatewayConfig, VendorConfig};
use countersign_push_content::Compat;
use countersign_wire_vendor::apns::Environment;
use tempfile::TempDir;

/// Its sample file with every key it knows.
const INCUMBENT: &str = r#"{
    "ListenAddress": ":8066",
    "ThrottlePerSec": 300,
    "ThrottleMemoryStoreSize": 50000,
    "ThrottleVaryByHeader": "X-Forwarded-For X-Tenant",
    "EnableMetrics": true,
    "SendTimeoutSec": 5,
    "RetryTimeoutSec": 8,
    "ApplePushSettings": [
        {
            "Type": "apple_rn",
            "ApplePushUseDevelopment": true,
            "ApplePushCertPrivate": "",
            "ApplePushCertPassword": "",
            "ApplePushTopic": "com.example.app",
            "AppleAuthKeyFile": "key.p8",
            "AppleAuthKeyID": "ABC123DEFG",
            "AppleTeamID": "DEF123GHIJ"
        },
        {
            "Type": "apple",
            "ApplePushUseDevelopment": false,
            "ApplePushCertPrivate": "certificate.pem",
            "ApplePushCertPassword": "",
            "ApplePushTopic": "com.example.classic",
            "AppleAuthKeyFile": "",
            "AppleAuthKeyID": "",
            "AppleTeamID": ""
        }
    ],
    "AndroidPushSettings": [
        {"Type": "android_rn", "ServiceFileLocation": "account.json", "AndroidApiKey": "AAAA"}
    ],
    "EnableConsoleLog": true,
    "EnableFileLog": false,
    "LogFileLocation": "./logs/push_proxy.log",
    "LogFormat": "plain"
}"#;

/// A folder with all files that are named.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let issued = Authority::new().issue(&["apple"]);
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("key.p8", &issued.key_pem);
    write("certificate.pem", &(issued.certificate_pem + &issued.key_pem));
    write("account.json", &service_account("http://127.0.0.1:1/token"));
    folder
}

fn file(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

/// The mistakes of a file, one a line, without the first line that names the file.
fn mistakes(name: &str, text: &str) -> Vec<String> {
    let folder = folder();
    mistakes_with(&file(&folder, name, text), &[])
}

fn mistakes_with(path: &Path, environment: &[(&str, &str)]) -> Vec<String> {
    let environment: Vec<_> = environment.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    let error = GatewayConfig::load_with(path, &environment).unwrap_err().to_string();
    error.lines().skip(1).map(|line| line.trim().to_owned()).collect()
}

#[test]
fn the_incumbents_file_is_read_unchanged() {
    let folder = folder();
    let loaded = GatewayConfig::load(&file(&folder, "mattermost-push-proxy.json", INCUMBENT)).unwrap();
    let config = loaded.config;
    assert_eq!(config.listen.to_string(), "0.0.0.0:8066");
    assert!(config.metrics && config.compat == Compat::Improved);
    assert_eq!(config.attempt_time, Duration::from_secs(5), "one attempt takes no longer than all together");
    let throttle = config.throttle.unwrap();
    assert_eq!((throttle.per_second, throttle.keys), (300, 50_000));
    assert_eq!(throttle.by_headers, ["X-Forwarded-For", "X-Tenant"]);
    let targets: Vec<_> = config.targets.iter().map(|target| target.name.as_str()).collect();
    assert_eq!(targets, ["apple_rn", "apple", "android_rn"]);
    let VendorConfig::Apns { topic, environment, credential, .. } = &config.targets[0].vendor else { panic!() };
    assert_eq!((topic.as_str(), *environment), ("com.example.app", Environment::Development));
    assert!(matches!(credential, ApnsCredential::Token { key_id, team_id, .. }
        if key_id == "ABC123DEFG" && team_id == "DEF123GHIJ"));
    let VendorConfig::Apns { environment, credential, .. } = &config.targets[1].vendor else { panic!() };
    assert!(matches!(credential, ApnsCredential::Certificate { .. }) && *environment == Environment::Production);
    for key in
        ["EnableConsoleLog", "EnableFileLog", "LogFileLocation", "LogFormat", "AndroidPushSettings[0].AndroidApiKey"]
    {
        let named = loaded.notices.iter().any(|notice| notice.contains(key) && notice.contains("means nothing here"));
        assert!(named, "{key}: {:?}", loaded.notices);
    }
    assert!(loaded.notices.iter().any(|notice| notice.starts_with("line 3, ThrottlePerSec: this limit is kept here")));
}

#[test]
fn what_the_incumbents_file_leaves_out_has_its_default() {
    let folder = folder();
    let text = r#"{"listenaddress": "localhost:8066", "SENDTIMEOUTSEC": 0, "Unknown": [1], "throttlevarybyheader": "X",
        "ApplePushSettings": null,
        "androidPushSettings": [{"type": "a", "Type": "android_rn", "ServiceFileLocation": "account.json"}]}"#;
    let loaded = GatewayConfig::load(&file(&folder, "config.json", text)).unwrap();
    assert_eq!(loaded.config.listen.to_string(), "127.0.0.1:8066");
    assert_eq!(loaded.config.attempt_time, Duration::from_secs(8));
    assert_eq!(loaded.config.throttle, None, "a limit that nobody asked for is none");
    assert!(!loaded.config.metrics);
    assert!(loaded.config.queue_folder.is_some(), "a drop-in loses nothing either");
    assert_eq!(loaded.notices, ["line 1, Unknown: there is no such key; it is passed over"]);
}

#[test]
fn all_three_of_a_key_win_over_a_certificate_and_less_do_not() {
    let folder = folder();
    let all = INCUMBENT.replace(r#""ApplePushCertPrivate": "","#, r#""ApplePushCertPrivate": "absent.pem","#);
    let loaded = GatewayConfig::load(&file(&folder, "all.json", &all)).unwrap();
    let VendorConfig::Apns { credential, .. } = &loaded.config.targets[0].vendor else { panic!() };
    assert!(matches!(credential, ApnsCredential::Token { .. }));
    let less = INCUMBENT.replace(r#""AppleAuthKeyFile": "","#, r#""AppleAuthKeyFile": "absent.p8","#);
    let loaded = GatewayConfig::load(&file(&folder, "less.json", &less)).unwrap();
    let VendorConfig::Apns { credential, .. } = &loaded.config.targets[1].vendor else { panic!() };
    assert!(matches!(credential, ApnsCredential::Certificate { .. }));
}

#[test]
fn keys_of_ours_may_stand_in_the_incumbents_file() {
    let folder = folder();
    let text = INCUMBENT
        .replace(
            r#""EnableMetrics": true,"#,
            r#""Compat": "strict", "AdminListen": ":8067", "limits": {"max_connections": 7},"#,
        )
        .replace(
            r#""Type": "android_rn","#,
            r#""Type": "android_rn", "ConnectTo": "127.0.0.1:4443", "per_minute": 7,"#,
        );
    let config = GatewayConfig::load(&file(&folder, "config.json", &text)).unwrap().config;
    assert_eq!((config.compat, config.limits.max_connections), (Compat::Strict, 7));
    assert_eq!(config.admin_listen.unwrap().port(), 8067);
    assert!(matches!(config.targets[2].vendor, VendorConfig::Fcm { per_minute: 7, endpoint: Some(_), .. }));
}

#[test]
fn every_mistake_in_json_is_told_with_its_line_and_key() {
    let text = INCUMBENT
        .replace(r#""ListenAddress": ":8066""#, r#""ListenAddress": "everywhere""#)
        .replace(r#""ThrottlePerSec": 300"#, r#""ThrottlePerSec": "many""#)
        .replace(r#""RetryTimeoutSec": 8"#, r#""RetryTimeoutSec": -1"#)
        .replace(r#""ApplePushUseDevelopment": true"#, r#""ApplePushUseDevelopment": "no""#)
        .replace(r#""Type": "apple","#, r#""Type": "apple_rn","#)
        .replace("certificate.pem", "account.json")
        .replace(r#""ServiceFileLocation": "account.json""#, r#""ServiceFileLocation": """#);
    assert_eq!(
        mistakes("config.json", &text),
        [
            "line 2, ListenAddress: expected an address and a port, such as :8066 or 127.0.0.1:8066",
            "line 3, ThrottlePerSec: expected a whole number, not negative and not too large",
            "line 8, RetryTimeoutSec: expected a whole number, not negative and not too large",
            "line 12, ApplePushSettings[0].ApplePushUseDevelopment: expected production or development",
            "line 21, ApplePushSettings[1].Type: another target has this name too: one would hide the other",
            "line 23, ApplePushSettings[1].ApplePushCertPrivate: this is neither PEM nor PKCS#12 (.p12, .pfx)",
            "line 32, AndroidPushSettings[0].ServiceFileLocation: missing: the JSON file of a Google service account",
        ]
    );
}

#[test]
fn every_mistake_in_toml_is_told_with_its_line_and_key() {
    let text = r#"listen = "127.0.0.1"
metrcs = true
compat = "lenient"
[queue]
pushes = "all"
[[apns]]
topic = "com.example.app"
key_file = "absent.p8"
key_id = "ABC123DEFG"
[[apns]]
name = "other"
key_file = "account.json"
key_id = "ABC123DEFG"
team_id = "DEF123GHIJ"
connect_to = "somewhere"
[[fcm]]
name = "android_rn"
service_account_file = "key.p8"
"#;
    assert_eq!(
        mistakes("push.toml", text),
        [
            "line 1, listen: expected an address and a port, such as :8066 or 127.0.0.1:8066",
            "line 2, metrcs: there is no such key; did you mean metrics?",
            "line 3, compat: expected improved or strict",
            "line 5, queue.pushes: expected a whole number, not negative and not too large",
            "line 6, apns[0].name: missing",
            "line 6, apns[0]: no credential: expected key_file, key_id and team_id together, or certificate_file alone",
            "line 8, apns[0].key_file: the file cannot be read: No such file or directory (os error 2)",
            "line 12, apns[1].key_file: not a private key in PEM (PKCS#8), as Apple's .p8 files are",
            "line 15, apns[1].connect_to: expected host:port",
            "line 18, fcm[0].service_account_file: not a service-account file: line 1, column 2",
        ]
    );
}

#[test]
fn what_is_neither_form_is_told_with_its_line_and_without_its_contents() {
    assert_eq!(mistakes("a.json", "{\"Key\": \"sesame\",\n oops"), ["line 2, column 2: from here on this is not JSON"]);
    assert_eq!(mistakes("b.json", "null"), ["the file: expected a section"]);
    assert_eq!(
        mistakes("c.json", "{}"),
        [
            "ListenAddress: expected an address and a port, such as :8066 or 127.0.0.1:8066",
            "the file: no target at all: nothing could be sent",
        ]
    );
    let toml = mistakes("d.toml", "listen = \"x\"\nkey = sesame\n");
    assert!(toml.len() == 1 && toml[0].starts_with("line 2, column 7: "), "{toml:?}");
    for text in [&mistakes("e.json", "{\"ListenAddress\": [\"sesame\"]}"), &toml] {
        assert!(!text.concat().contains("sesame"), "{text:?}");
    }
}

#[test]
fn the_environment_wins_over_the_file() {
    let folder = folder();
    let path = file(&folder, "config.json", INCUMBENT);
    let environment: Vec<(String, String)> = [
        ("COUNTERSIGN_PUSH__LISTEN", "127.0.0.1:9999"),
        ("COUNTERSIGN_PUSH__METRICS", "false"),
        ("COUNTERSIGN_PUSH__QUEUE__FOLDER", "/elsewhere"),
        ("COUNTERSIGN_PUSH__QUEUE__PUSHES", "77"),
        ("COUNTERSIGN_PUSH__THROTTLE__BY_HEADERS", "X-One, X-Two"),
        ("COUNTERSIGN_PUSH__APNS__APPLE_RN__TOPIC", "com.example.named"),
        ("COUNTERSIGN_PUSH__APNS__1__TOPIC", "com.example.numbered"),
        ("COUNTERSIGN_PUSH__FCM__1", r#"{"name": "more", "service_account_file": "account.json"}"#),
        ("COUNTERSIGN_PUSH__ID_ONLY_TEXT", ""),
        ("COUNTERSIGN_PUSH_CONFIG", "not a setting"),
        ("PATH", "/bin"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    let config = GatewayConfig::load_with(&path, &environment).unwrap().config;
    assert_eq!((config.listen.port(), config.metrics, config.queue_limits.pushes), (9999, false, 77));
    assert_eq!(config.queue_folder.unwrap(), Path::new("/elsewhere"));
    assert_eq!(config.throttle.unwrap().by_headers, ["X-One", "X-Two"]);
    let topics: Vec<_> = config
        .targets
        .iter()
        .filter_map(|target| match &target.vendor {
            VendorConfig::Apns { topic, .. } => Some(topic.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(topics, ["com.example.named", "com.example.numbered"]);
    assert_eq!(config.targets[3].name, "more");
    assert_ne!(config.id_only_text, "", "an empty variable is none");
}

#[test]
fn secrets_come_from_the_environment_or_from_files_of_their_own() {
    let folder = folder();
    let key = fs::read_to_string(folder.path().join("key.p8")).unwrap();
    let text = r#"
        [[apns]]
        name = "apple_rn"
        key_id = "ABC123DEFG"
        team_id = "DEF123GHIJ"
    "#;
    let path = file(&folder, "push.toml", text);
    for (name, value) in
        [("COUNTERSIGN_PUSH__APNS__0__KEY", key.as_str()), ("COUNTERSIGN_PUSH__APNS__0__KEY_FILE", "key.p8")]
    {
        let environment = [(name.to_owned(), value.to_owned())];
        let config = GatewayConfig::load_with(&path, &environment).unwrap().config;
        let VendorConfig::Apns { credential: ApnsCredential::Token { key_pem, .. }, .. } = &config.targets[0].vendor
        else {
            panic!()
        };
        assert!(key_pem.matches(key.trim()) || key_pem.matches(&key), "{name}");
        assert!(!format!("{config:?}").contains("PRIVATE KEY"));
    }
}

#[test]
fn a_mistake_in_the_environment_is_told_with_its_variable() {
    let folder = folder();
    let path = file(&folder, "config.json", INCUMBENT);
    let environment = [
        ("COUNTERSIGN_PUSH__LISTN", ":1"),
        ("COUNTERSIGN_PUSH__QUEUE__PUSHES", "sesame"),
        ("COUNTERSIGN_PUSH__APNS__NOBODY__TOPIC", "x"),
        ("COUNTERSIGN_PUSH__LISTEN__PORT", "1"),
        ("COUNTERSIGN_PUSH__TLS", "{oops"),
    ];
    assert_eq!(
        mistakes_with(&path, &environment),
        [
            "COUNTERSIGN_PUSH__APNS__NOBODY__TOPIC: nothing here is called nobody",
            "COUNTERSIGN_PUSH__LISTEN__PORT: port stands below something that is no section",
            "COUNTERSIGN_PUSH__TLS: expected JSON, as it begins with a bracket",
            "COUNTERSIGN_PUSH__LISTN: there is no such key; did you mean listen?",
            "COUNTERSIGN_PUSH__QUEUE__PUSHES: expected a whole number, not negative and not too large",
        ]
    );
}

/// Runs the binary in an empty environment; its code and everything it printed.
fn run(folder: &TempDir, arguments: &[&str], environment: &[(&str, &str)]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign-push"));
    command.args(arguments).env_clear().envs(environment.iter().copied()).current_dir(folder.path());
    let output = command.output().unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code().unwrap(), text)
}

#[test]
fn check_says_what_is_wrong_and_ends_with_64() {
    let folder = folder();
    file(&folder, "good.json", INCUMBENT);
    file(&folder, "bad.json", &INCUMBENT.replace("key.p8", "absent.p8"));
    for form in [&["check"][..], &["serve", "--check"], &["--check"]] {
        let (code, text) = run(&folder, &[form, &["--config", "good.json"]].concat(), &[]);
        assert!(code == 0 && text.contains("good.json is good"), "{code}: {text}");
        assert!(text.contains("note: line 32, AndroidPushSettings[0].AndroidApiKey"), "{text}");
        let (code, text) = run(&folder, &[form, &["--config", "bad.json"]].concat(), &[]);
        assert_eq!(code, 64, "{text}");
        assert!(text.contains("line 16, ApplePushSettings[0].AppleAuthKeyFile: the file cannot be read"), "{text}");
        let (code, _) = run(&folder, &[form, &["--config", "good.json"]].concat(), &[("COUNTERSIGN_PUSH__LISTN", "x")]);
        assert_eq!(code, 64);
    }
}

#[test]
fn a_bad_file_never_starts_and_no_file_is_looked_for() {
    let folder = folder();
    file(&folder, "bad.json", &INCUMBENT.replace("key.p8", "account.json"));
    let (code, text) = run(&folder, &["serve", "--config", "bad.json"], &[]);
    assert!(code == 64 && text.contains("AppleAuthKeyFile"), "{code}: {text}");
    // Where the incumbent would have looked.
    file(&folder, "mattermost-push-proxy.json", INCUMBENT);
    fs::create_dir(folder.path().join("config")).unwrap();
    file(&folder, "config/mattermost-push-proxy.json", INCUMBENT);
    let (code, text) = run(&folder, &["serve"], &[]);
    assert!(code == 2 && text.contains("--config"), "{code}: {text}");
    let (code, text) = run(&folder, &["serve", "--config", "push-proxy.json"], &[]);
    assert!(code == 64 && text.contains("push-proxy.json: No such file"), "{code}: {text}");
}

#[test]
fn the_sample_is_printed() {
    let (code, text) = run(&folder(), &["sample"], &[]);
    assert_eq!((code, text.as_str()), (0, include_str!("../../sample.toml")));
}

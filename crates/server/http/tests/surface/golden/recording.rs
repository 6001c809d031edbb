//! A recorded flow.

use serde_json::Value;

/// All recorded flows, by name.
pub(crate) const FLOWS: &[(&str, &str)] = &[
    ("audit-file", include_str!("../../../../../../tests/golden/server-api/audit-file.jsonl")),
    ("auth-errors", include_str!("../../../../../../tests/golden/server-api/auth-errors.jsonl")),
    ("bots-webhooks", include_str!("../../../../../../tests/golden/server-api/bots-webhooks.jsonl")),
    ("channels-find", include_str!("../../../../../../tests/golden/server-api/channels-find.jsonl")),
    ("channels-lifecycle", include_str!("../../../../../../tests/golden/server-api/channels-lifecycle.jsonl")),
    ("commands-ephemeral", include_str!("../../../../../../tests/golden/server-api/commands-ephemeral.jsonl")),
    ("crt-default-off", include_str!("../../../../../../tests/golden/server-api/crt-default-off.jsonl")),
    ("deactivation-timing", include_str!("../../../../../../tests/golden/server-api/deactivation-timing.jsonl")),
    ("deactivation", include_str!("../../../../../../tests/golden/server-api/deactivation.jsonl")),
    ("dm-gm", include_str!("../../../../../../tests/golden/server-api/dm-gm.jsonl")),
    ("emoji", include_str!("../../../../../../tests/golden/server-api/emoji.jsonl")),
    ("entry", include_str!("../../../../../../tests/golden/server-api/entry.jsonl")),
    ("files", include_str!("../../../../../../tests/golden/server-api/files.jsonl")),
    ("login-lockout", include_str!("../../../../../../tests/golden/server-api/login-lockout.jsonl")),
    ("login-mfa", include_str!("../../../../../../tests/golden/server-api/login-mfa.jsonl")),
    ("login-password", include_str!("../../../../../../tests/golden/server-api/login-password.jsonl")),
    ("mfa-enforced", include_str!("../../../../../../tests/golden/server-api/mfa-enforced.jsonl")),
    ("notifications-ack-test", include_str!("../../../../../../tests/golden/server-api/notifications-ack-test.jsonl")),
    ("notify-props-view", include_str!("../../../../../../tests/golden/server-api/notify-props-view.jsonl")),
    ("ping-config-license", include_str!("../../../../../../tests/golden/server-api/ping-config-license.jsonl")),
    ("posts-create-errors", include_str!("../../../../../../tests/golden/server-api/posts-create-errors.jsonl")),
    ("posts-create", include_str!("../../../../../../tests/golden/server-api/posts-create.jsonl")),
    ("posts-edit-delete", include_str!("../../../../../../tests/golden/server-api/posts-edit-delete.jsonl")),
    ("posts-lists", include_str!("../../../../../../tests/golden/server-api/posts-lists.jsonl")),
    ("posts-pin-save-info", include_str!("../../../../../../tests/golden/server-api/posts-pin-save-info.jsonl")),
    ("preferences", include_str!("../../../../../../tests/golden/server-api/preferences.jsonl")),
    ("profile-image", include_str!("../../../../../../tests/golden/server-api/profile-image.jsonl")),
    ("roles-admin", include_str!("../../../../../../tests/golden/server-api/roles-admin.jsonl")),
    ("session-device", include_str!("../../../../../../tests/golden/server-api/session-device.jsonl")),
    ("session-expired", include_str!("../../../../../../tests/golden/server-api/session-expired.jsonl")),
    ("set-unread", include_str!("../../../../../../tests/golden/server-api/set-unread.jsonl")),
    ("sidebar-categories", include_str!("../../../../../../tests/golden/server-api/sidebar-categories.jsonl")),
    ("status", include_str!("../../../../../../tests/golden/server-api/status.jsonl")),
    ("teams", include_str!("../../../../../../tests/golden/server-api/teams.jsonl")),
    ("threads", include_str!("../../../../../../tests/golden/server-api/threads.jsonl")),
    ("unlicensed", include_str!("../../../../../../tests/golden/server-api/unlicensed.jsonl")),
    ("user-patch", include_str!("../../../../../../tests/golden/server-api/user-patch.jsonl")),
    ("ws-auth", include_str!("../../../../../../tests/golden/server-api/ws-auth.jsonl")),
    ("ws-channels", include_str!("../../../../../../tests/golden/server-api/ws-channels.jsonl")),
    ("ws-posts", include_str!("../../../../../../tests/golden/server-api/ws-posts.jsonl")),
    ("ws-reconnect-overflow", include_str!("../../../../../../tests/golden/server-api/ws-reconnect-overflow.jsonl")),
    ("ws-reconnect", include_str!("../../../../../../tests/golden/server-api/ws-reconnect.jsonl")),
    ("ws-session-end-late", include_str!("../../../../../../tests/golden/server-api/ws-session-end-late.jsonl")),
    ("ws-session-end", include_str!("../../../../../../tests/golden/server-api/ws-session-end.jsonl")),
    ("ws-upgrade-refused", include_str!("../../../../../../tests/golden/server-api/ws-upgrade-refused.jsonl")),
    ("ws-user-events", include_str!("../../../../../../tests/golden/server-api/ws-user-events.jsonl")),
];

/// One flow.
pub(crate) struct Flow {
    pub(crate) settings: Value,
    pub(crate) steps: Vec<Step>,
}

/// One line of it.
pub(crate) struct Step {
    pub(crate) number: u64,
    pub(crate) what: What,
}

pub(crate) enum What {
    /// Somebody called.
    Call { request: Value, response: Value, caller: Option<String> },
    /// A socket was opened, or was not.
    Open { socket: String, request: Value, status: u64 },
    /// Something was sent over a socket.
    Send { socket: String, text: Value },
    /// Something was heard.
    Heard { socket: String, frame: Value },
    /// The server closed a socket.
    ClosedByServer { socket: String },
    /// Remarks and what is no exchange.
    Remark,
}

impl Flow {
    pub(crate) fn read(text: &str) -> Self {
        // What cannot be the same here, and was not masked: the end of a public link.
        let text = text.replace("cXcsUGNNzStHBIuKZptSOJMxpFziLEf7LSGe1oRTwpg", "<link:1>");
        let mut lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a recording is JSON"));
        let head = lines.next().expect("the first line describes the flow");
        Self { settings: head["settings"].clone(), steps: lines.map(|line| Step::read(&line)).collect() }
    }
}

impl Step {
    fn read(line: &Value) -> Self {
        let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        let socket = text("ws");
        let what = match line["dir"].as_str() {
            Some("open") => What::Open {
                socket,
                request: line["request"].clone(),
                status: line["status"].as_u64().unwrap_or_default(),
            },
            Some("send") => {
                What::Send { socket, text: line.get("frame").or_else(|| line.get("text")).cloned().unwrap_or_default() }
            }
            Some("recv") => {
                let frame = line.get("frame").or_else(|| line.get("text")).cloned().unwrap_or_default();
                What::Heard { socket, frame }
            }
            Some("closed-by-server") => What::ClosedByServer { socket },
            _ if line.get("response").is_some() => What::Call {
                request: line["request"].clone(),
                response: line["response"].clone(),
                caller: line["as"].as_str().map(str::to_owned),
            },
            _ => What::Remark,
        };
        Self { number: line["step"].as_u64().unwrap_or_default(), what }
    }
}

/// Which page a call is for: method and address, ids and names left out.
pub(crate) fn page(method: &str, path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let parts: Vec<_> = path
        .trim_start_matches("/api/v4")
        .split('/')
        .map(|part| {
            let is_word =
                part.bytes().all(|byte| byte.is_ascii_lowercase() || b"_-".contains(&byte)) && part.len() < 26;
            if is_word { part } else { "{}" }
        })
        .collect();
    format!("{method} {}", parts.join("/"))
}

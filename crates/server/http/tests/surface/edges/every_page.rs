//! Every page of the router against every kind of bad request. The table of pages in `docs/api-coverage.md` is what the
//! router says (`tests/coverage.rs`), so that a new page is tried without anybody thinking of it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    client::{Call, Reply},
    edges::cast::Cast,
    town::{Person, assert_shape},
};

/// Bodies that no page wants.
const BODIES: &[&[u8]] =
    &[b"", b"{", b"null", b"[]", b"[null,0,{}]", b"\"{}\"", b"\xff\xfe\0", b"{\"a\":\"\xc3\x28\"}"];

/// Queries that no page wants, several in one: pages look at what they know.
const QUERIES: &[&str] = &[
    "?page=-1&per_page=-5&limit=-1&since=-9223372036854775808&before=%00&after=short&name=%ff%fe&sort=nonsense",
    "?page=9223372036854775807&per_page=999999999999&limit=99999999999999999999&since=9223372036854775807&name=%00",
    "?page=1e3&per_page=&since=abc&fromPost=x&fromCreateAt=-1&direction=sideways&perPage=-1&url=%zz&format=%C3%A9",
    "?in_team=x&in_channel=x&not_in_channel=y&role=%27&device_id=%00%0a&term=%00&h=%00&filename=..%2f..%2fx&=&&=&%zz",
];

/// Pages that stand beside the API, not below `/api/v4`. Their refusals are for people, or as peers want them.
const OUTSIDE: &[&str] = &["/files/{file_id}/public", "/hooks/{hook_id}"];

/// One row of the table.
struct Page {
    method: String,
    path: String,
}

fn pages() -> Vec<Page> {
    let table = include_str!("../../../../../../docs/api-coverage.md");
    let row = |line: &str| {
        let mut cells = line.trim_matches('|').split('|').map(str::trim);
        let (method, path) = (cells.next()?.to_owned(), cells.next()?.trim_matches('`').to_owned());
        path.starts_with('/').then_some(Page { method, path })
    };
    table.lines().filter_map(row).collect()
}

/// Every member that any page reads.
const MEMBERS: &str = "id user_id user_ids channel_id channel_ids prev_channel_id team_id post_id root_id post_root_id \
    file_ids message props type metadata priority name display_name header purpose privacy username \
    email emails password current_password new_password login_id token device_id roles active status \
    dnd_end_time emoji emoji_name text duration expires_at term terms is_or_search page per_page limit \
    time_zone_offset notify_props timezone locale push mark_unread category value sort_order scheme_user \
    scheme_admin create_at pending_post_id session_id mobile_version command url title description \
    allow_open_invite filename file_size received_at is_id_loaded is_pinned level code activate \
    mfa_token callback_urls content_type hook_id owner_id ephemeral post";

/// A body with all of them, all of the same value.
fn everything(value: &Value) -> Vec<u8> {
    let members: serde_json::Map<_, _> =
        MEMBERS.split_whitespace().map(|name| (name.to_owned(), value.clone())).collect();
    Value::Object(members).to_string().into_bytes()
}

fn wrong_bodies() -> Vec<Vec<u8>> {
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(9_223_372_036_854_775_807_i64),
        json!([["x"]]),
        json!({ "a": [null] }),
        json!("a\u{0}b"),
        json!("é".repeat(1_500)),
        json!("a".repeat(26)),
        json!("../../etc"),
    ];
    let all = values.iter().map(everything);
    let lists = values.iter().map(|value| json!([value, value]).to_string().into_bytes());
    all.chain(lists).chain(BODIES.iter().map(|body| body.to_vec())).collect()
}

fn assert_no_fault(what: &str, reply: &Reply) {
    assert!(reply.status < 500 || reply.status == 501, "{what}: {} {}", reply.status, reply.text());
    // Refusals without a body: the incumbent's, too.
    let is_bare = what.starts_with("POST /users/login/type") && reply.status == 404;
    let is_outside = OUTSIDE.iter().any(|page| what.contains(page));
    // A socket's refusal says it in words before.
    if reply.status >= 400 && !is_bare && !is_outside && !what.starts_with("GET /websocket") {
        assert_shape(reply);
    }
}

/// Sends one request and looks at the answer.
async fn sent(cast: &Cast, page: &Page, path: &str, caller: Option<&Person>, body: Option<&[u8]>) -> Reply {
    let root = if OUTSIDE.contains(&page.path.as_str()) { "" } else { "/api/v4" };
    let mut call = Call::new(&page.method, &format!("{root}{path}"));
    if let Some(person) = caller {
        call = call.bearer(&person.token);
    }
    if let Some(body) = body {
        call = call.raw("application/json", body.to_vec());
    }
    let reply = cast.town.send(call).await;
    let shown: String = body.map(|body| String::from_utf8_lossy(body).chars().take(120).collect()).unwrap_or_default();
    assert_no_fault(&format!("{} {} at {path} {shown}", page.method, page.path), &reply);
    reply
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_without_a_session_gets_further_than_the_front_pages() {
    let cast = Cast::new().await;
    let pages = pages();
    assert!(pages.len() > 200, "{}", pages.len());
    let late = cast.ann.clone();
    for caller in [None, Some(&cast.gone), Some(&late)] {
        if caller.is_some_and(|person| person.id == late.id) {
            cast.town.server.pass(Duration::from_hours(721));
        }
        let mut open = Vec::new();
        for page in &pages {
            let reply = sent(&cast, page, &cast.good(&page.path), caller, Some(b"{}")).await;
            if reply.json()["id"] != "api.context.session_expired.app_error" {
                open.push(format!("{} {}", page.method, page.path));
            }
        }
        // Whoever adds a page that strangers may ask adds it here.
        assert_eq!(open, include_str!("open_pages.txt").lines().collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_address_of_any_page_is_a_fault() {
    let mut cast = Cast::new().await;
    for page in pages().iter().filter(|page| page.path.contains('{')) {
        for kind in Cast::kinds() {
            cast.revive().await;
            let path = cast.fill(&page.path, &kind);
            sent(&cast, page, &path, Some(&cast.ann), Some(b"{}")).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_query_and_no_body_of_any_page_is_a_fault() {
    let mut cast = Cast::new().await;
    let bodies = wrong_bodies();
    for page in &pages() {
        cast.revive().await;
        let path = cast.good(&page.path);
        for query in QUERIES {
            sent(&cast, page, &format!("{path}{query}"), Some(&cast.ann), None).await;
        }
        if page.method == "GET" || page.method == "DELETE" {
            continue;
        }
        for body in &bodies {
            sent(&cast, page, &path, Some(&cast.ann), Some(body)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn administrators_cause_no_fault_either() {
    let mut cast = Cast::new().await;
    let bodies = wrong_bodies();
    for page in &pages() {
        cast.revive().await;
        let admin = cast.town.admin.clone();
        for kind in Cast::kinds() {
            let path = cast.fill(&page.path, &kind);
            sent(&cast, page, &path, Some(&admin), Some(&bodies[0])).await;
            if !page.path.contains('{') {
                break;
            }
        }
        cast.revive().await;
        let (admin, path) = (cast.town.admin.clone(), cast.good(&page.path));
        for body in bodies.iter().filter(|_| page.method != "GET" && page.method != "DELETE") {
            sent(&cast, page, &path, Some(&admin), Some(body)).await;
        }
    }
}

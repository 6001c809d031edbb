//! What the server does not have is answered so that apps hide it.

use serde_json::json;

use crate::{
    client::Call,
    town::{Person, Town, assert_refused},
};

/// What apps ask for features that are not there: method, address, status, refusal. In addresses `T` is a team, `C` a
/// channel, `P` a post.
const HIDDEN: &[(&str, &str, u16, &str)] = &[
    ("GET", "/plugins/com.mattermost.calls/version", 501, "app.plugin.disabled.app_error"),
    ("GET", "/plugins/com.mattermost.calls/channels?mobilev2=true", 501, "app.plugin.disabled.app_error"),
    ("POST", "/plugins/playbooks/api/v0/query", 501, "app.plugin.disabled.app_error"),
    ("GET", "/plugins/com.mattermost.apps/api/v1/bindings", 501, "app.plugin.disabled.app_error"),
    ("POST", "/oauth/intune", 501, "api.license_error"),
    ("GET", "/api/v4/groups?q=a", 501, "api.license_error"),
    ("GET", "/api/v4/users/me/groups", 501, "api.license_error"),
    ("POST", "/api/v4/posts/schedule", 400, "api.scheduled_posts.license_error"),
    ("GET", "/api/v4/posts/scheduled/team/T?includeDirectChannels=true", 400, "api.scheduled_posts.license_error"),
    ("GET", "/api/v4/channels/C/bookmarks", 501, "api.channel.bookmark.channel_bookmark.license.error"),
    ("GET", "/api/v4/custom_profile_attributes/fields", 403, "api.custom_profile_attributes.license_error"),
    (
        "PUT",
        "/api/v4/channels/C/members/me/autotranslation",
        403,
        "api.channel.update_channel_member_autotranslation.feature_not_available.app_error",
    ),
    (
        "GET",
        "/api/v4/channels/C/access_control/attributes",
        501,
        "app.pap.get_channel_access_control_attributes.app_error",
    ),
    ("GET", "/api/v4/sharedchannels/T", 501, "api.remote_cluster.service_not_enabled.app_error"),
    ("GET", "/api/v4/sharedchannels/C/remotes", 501, "api.remote_cluster.service_not_enabled.app_error"),
    ("GET", "/api/v4/data_retention/policy", 501, "ent.data_retention.generic.license.error"),
    ("GET", "/api/v4/teams/T/channels/managed_categories", 404, "api.context.404.app_error"),
    ("GET", "/api/v4/properties/groups/x/fields", 404, "api.context.404.app_error"),
    ("POST", "/api/v4/posts/P/move", 404, "api.context.404.app_error"),
    ("GET", "/api/v4/recaps", 404, "api.context.404.app_error"),
    ("GET", "/api/v4/jobs", 404, "api.context.404.app_error"),
    ("GET", "/api/v4/cloud/subscription", 404, "api.context.404.app_error"),
    ("GET", "/api/v4/compliance/reports", 404, "api.context.404.app_error"),
    ("GET", "/api/v4/content_flagging/flag/config", 404, "api.context.404.app_error"),
    ("POST", "/api/v4/elasticsearch/test", 404, "api.context.404.app_error"),
    ("POST", "/api/v4/ldap/sync", 404, "api.context.404.app_error"),
    ("GET", "/api/v4/saml/metadata", 404, "api.context.404.app_error"),
    ("GET", "/api/v4/cluster/status", 404, "api.context.404.app_error"),
    ("GET", "/api/v4/imports", 404, "api.context.404.app_error"),
    ("GET", "/api/v4/exports", 404, "api.context.404.app_error"),
];

/// The same where the answer is a value.
const EMPTY: &[(&str, &str, &str)] = &[
    ("GET", "/api/v4/plugins/webapp", "[]"),
    ("GET", "/api/v4/agents", "[]"),
    ("GET", "/api/v4/license/load_metric", r#"{"load":0}"#),
    ("POST", "/api/v4/client_perf", ""),
    ("GET", "/api/v4/redirect_location?url=http%3A%2F%2Fexample.com", r#"{"location":""}"#),
];

#[tokio::test]
async fn features_that_are_not_there_are_refused_as_the_incumbent_does() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    let post = town.post(&ann, &town.channel, "hello").await;
    for (method, path, status, refusal) in HIDDEN {
        let path = path.replace("/T", &format!("/{}", town.team)).replace("/C/", &format!("/{}/", town.channel));
        let path = path.replace("/P/", &format!("/{}/", post["id"].as_str().unwrap_or_default()));
        assert_refused(&ask(&town, &ann, method, &path).await, *status, refusal);
    }
}

#[tokio::test]
async fn features_that_are_not_there_have_nothing_to_show() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    for (method, path, body) in EMPTY {
        let reply = ask(&town, &ann, method, path).await;
        assert_eq!((reply.status, reply.text().as_str()), (200, *body), "{path}");
        assert_eq!(reply.header("content-type"), Some("application/json"), "{path}");
    }
    let status = town.get(&ann, "/api/v4/agents/status").await.json();
    assert_eq!(status["available"], false);
}

async fn ask(town: &Town, person: &Person, method: &str, path: &str) -> crate::client::Reply {
    town.send(Call::new(method, path).bearer(&person.token).json(&json!({}))).await
}

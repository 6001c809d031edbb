//! Pages of the API that this server has no feature behind: what they answer, so that apps hide it.
//!
//! What the incumbent refuses without a licence is refused the same way. What belongs to a working day and is not built
//! yet answers 501. Everything else is no page.

mod drafts;
mod logs;
mod nothing;
mod perf;
mod redirect_location;

use axum::{
    Router,
    http::Method,
    routing::{self, MethodFilter, get, post},
};
use countersign_server_rules::error::{RuleError, known};

use crate::{app::App, failure::Failure, identity::SignedIn};

/// What is refused: method, address, refusal.
const REFUSED: &[(Method, &str, RuleError)] = &[
    // Licensed features of the incumbent.
    (Method::GET, "/channels/{channel_id}/access_control/attributes", known::PAP_GET_CHANNEL_ACCESS_CONTROL_ATTRIBUTES),
    (Method::GET, "/channels/{channel_id}/bookmarks", known::CHANNEL_BOOKMARK_CHANNEL_BOOKMARK_LICENSE),
    (Method::POST, "/channels/{channel_id}/bookmarks", known::CHANNEL_BOOKMARK_CHANNEL_BOOKMARK_LICENSE),
    (Method::PATCH, "/channels/{channel_id}/bookmarks/{bookmark_id}", known::CHANNEL_BOOKMARK_CHANNEL_BOOKMARK_LICENSE),
    (
        Method::DELETE,
        "/channels/{channel_id}/bookmarks/{bookmark_id}",
        known::CHANNEL_BOOKMARK_CHANNEL_BOOKMARK_LICENSE,
    ),
    (
        Method::POST,
        "/channels/{channel_id}/bookmarks/{bookmark_id}/sort_order",
        known::CHANNEL_BOOKMARK_CHANNEL_BOOKMARK_LICENSE,
    ),
    (Method::GET, "/channels/{channel_id}/groups", known::LICENSE_ERROR),
    (
        Method::GET,
        "/channels/{channel_id}/member_counts_by_group",
        known::CHANNEL_CHANNEL_MEMBER_COUNTS_BY_GROUP_LICENSE,
    ),
    (
        Method::PUT,
        "/channels/{channel_id}/members/{user_id}/autotranslation",
        known::CHANNEL_UPDATE_CHANNEL_MEMBER_AUTOTRANSLATION_FEATURE_NOT_AVAILABLE,
    ),
    (Method::GET, "/channels/{channel_id}/moderations", known::LICENSE_ERROR),
    (Method::PUT, "/channels/{channel_id}/moderations/patch", known::LICENSE_ERROR),
    (Method::GET, "/custom_profile_attributes/fields", known::CUSTOM_PROFILE_ATTRIBUTES_LICENSE_ERROR),
    (Method::PATCH, "/custom_profile_attributes/values", known::CUSTOM_PROFILE_ATTRIBUTES_LICENSE_ERROR),
    (Method::GET, "/data_retention/policy", known::DATA_RETENTION_GENERIC_LICENSE),
    (Method::GET, "/groups", known::LICENSE_ERROR),
    (Method::GET, "/plugins", known::PLUGIN_DISABLED),
    (Method::POST, "/posts/schedule", known::SCHEDULED_POSTS_LICENSE_ERROR),
    (Method::PUT, "/posts/schedule/{scheduled_id}", known::SCHEDULED_POSTS_LICENSE_ERROR),
    (Method::DELETE, "/posts/schedule/{scheduled_id}", known::SCHEDULED_POSTS_LICENSE_ERROR),
    (Method::GET, "/posts/scheduled/team/{team_id}", known::SCHEDULED_POSTS_LICENSE_ERROR),
    (Method::GET, "/schemes", known::LICENSE_ERROR),
    (Method::POST, "/schemes", known::LICENSE_ERROR),
    (Method::GET, "/sharedchannels/{team_id}", known::REMOTE_CLUSTER_SERVICE_NOT_ENABLED),
    (Method::GET, "/remotecluster", known::REMOTE_CLUSTER_SERVICE_NOT_ENABLED),
    (Method::GET, "/sharedchannels/{team_id}/remotes", known::REMOTE_CLUSTER_SERVICE_NOT_ENABLED),
    (Method::GET, "/teams/{team_id}/groups", known::LICENSE_ERROR),
    (Method::POST, "/teams/{team_id}/invite-guests/email", known::TEAM_INVITE_GUESTS_TO_CHANNELS_LICENSE),
    (Method::GET, "/terms_of_service", known::TERMS_OF_SERVICE_GET_NO_ROWS),
    (Method::POST, "/users/{user_id}/terms_of_service", known::TERMS_OF_SERVICE_GET_NO_ROWS),
    (Method::GET, "/users/{user_id}/custom_profile_attributes", known::CUSTOM_PROFILE_ATTRIBUTES_LICENSE_ERROR),
    (Method::GET, "/users/{user_id}/data_retention/channel_policies", known::DATA_RETENTION_GENERIC_LICENSE),
    (Method::GET, "/users/{user_id}/data_retention/team_policies", known::DATA_RETENTION_GENERIC_LICENSE),
    (Method::GET, "/users/{user_id}/groups", known::LICENSE_ERROR),
    // Not built yet.
    (Method::GET, "/image", known::IMAGE_GET),
];

/// The same outside `/api/v4`, for who is signed in and for who is not.
pub(super) fn outside() -> Router<App> {
    let no_plugins = || async { Err::<(), Failure>(known::PLUGIN_DISABLED.into()) };
    let no_licence = || async { Err::<(), Failure>(known::LICENSE_ERROR.into()) };
    Router::new().route("/plugins/{*rest}", routing::any(no_plugins)).route("/oauth/intune", routing::any(no_licence))
}

pub(super) fn pages() -> Router<App> {
    let mut router = Router::new()
        .route("/client_perf", post(perf::perf))
        .route("/drafts", post(drafts::drafts))
        .route("/hooks/outgoing", get(nothing::list))
        .route("/logs", post(logs::logs))
        .route("/redirect_location", get(redirect_location::redirect_location))
        .route("/users/{user_id}/teams/{team_id}/drafts", get(nothing::list));
    for (method, path, refusal) in REFUSED {
        let refuse = move |_: SignedIn| async move { Err::<(), Failure>(Failure::from(refusal.clone())) };
        if let Ok(filter) = MethodFilter::try_from(method.clone()) {
            router = router.route(path, routing::on(filter, refuse));
        }
    }
    router
}

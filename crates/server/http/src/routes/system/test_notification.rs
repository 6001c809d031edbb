use axum::extract::State;
use countersign_server_domain::notifications;

use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
};

/// `POST /notifications/test`
pub(super) async fn test_notification(State(app): State<App>, caller: SignedIn) -> Answer {
    notifications::send_test_notification(app.domain(), &caller).await?;
    ok()
}

use axum::extract::State;
use countersign_server_domain::system;

use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
};

/// `POST /email/test`: by the configuration that there is, whatever the body says.
pub(super) async fn test_email(State(app): State<App>, caller: SignedIn) -> Answer {
    system::send_test_letter(app.domain(), &caller).await?;
    ok()
}

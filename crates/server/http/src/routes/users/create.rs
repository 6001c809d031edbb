use axum::extract::State;
use countersign_server_domain::{
    accounts::{self, NewAccount},
    teams,
};
use countersign_server_rules::error::known;
use countersign_wire_api::CreateUserRequest;

use crate::{
    answer::{Answer, created},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    query::QueryText,
    wire,
};

/// `POST /users`: with `iid`, the secret of a team's invitation link, the account is in the team at once.
pub(super) async fn create(
    State(app): State<App>,
    caller: Option<SignedIn>,
    query: QueryText,
    body: JsonBody,
) -> Answer {
    let asked: CreateUserRequest = body.read("user")?;
    let new = NewAccount {
        username: asked.username,
        email: asked.email,
        password: asked.password,
        nickname: asked.nickname,
        first_name: asked.first_name,
        last_name: asked.last_name,
        position: asked.position,
        locale: asked.locale,
        timezone: asked.timezone,
        notify_props: asked.notify_props,
    };
    let query = query.read();
    let user = match (query.get("t"), query.get("iid")) {
        // Links with a token go by mail, which this server does not send.
        (Some(_), _) => return Err(known::USER_CREATE_USER_SIGNUP_LINK_INVALID.into()),
        (None, Some(invite_id)) => {
            teams::team_of_invite(app.domain(), invite_id).await?;
            let user = accounts::create_invited_user(app.domain(), new).await?;
            teams::join_invited(app.domain(), user.user.id, invite_id).await?;
            user
        }
        (None, None) => accounts::create_user(app.domain(), caller.as_deref(), new).await?,
    };
    created(&wire::seen_user(&user))
}

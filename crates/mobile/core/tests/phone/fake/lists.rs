use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State as Shared},
    response::Response,
};
use serde_json::{Value, json};

use countersign_primitives::{ChannelId, UserId};
use countersign_wire_api::{ViewChannelRequest, direct_channel_name};

use super::{
    answers::{ok, refusal},
    routes::Caller,
    world::{World, member as new_member},
};

type World_ = Shared<Arc<World>>;

pub(super) async fn me(Shared(world): World_, Extension(Caller(user)): Extension<Caller>) -> Response {
    ok(&world.lock().users.iter().find(|kept| Some(kept.id) == user).cloned())
}

pub(super) async fn preferences(Shared(world): World_) -> Response {
    ok(&world.lock().preferences.clone())
}

pub(super) async fn my_status(Extension(Caller(user)): Extension<Caller>) -> Response {
    ok(&json!({"user_id": user, "status": "online"}))
}

pub(super) async fn teams(Shared(world): World_) -> Response {
    ok(&world.lock().teams.clone())
}

pub(super) async fn team_members(Shared(world): World_, Extension(Caller(user)): Extension<Caller>) -> Response {
    let members = world.lock().team_members.clone();
    ok(&members.into_iter().filter(|member| Some(member.user_id) == user).collect::<Vec<_>>())
}

pub(super) async fn channels(Shared(world): World_, Extension(Caller(user)): Extension<Caller>) -> Response {
    let state = world.lock();
    let mine = |id: ChannelId| state.members.iter().any(|kept| kept.channel_id == id && Some(kept.user_id) == user);
    ok(&state.channels.iter().filter(|channel| mine(channel.id)).cloned().collect::<Vec<_>>())
}

pub(super) async fn members(Shared(world): World_, Extension(Caller(user)): Extension<Caller>) -> Response {
    let members = world.lock().members.clone();
    ok(&members.into_iter().filter(|member| Some(member.user_id) == user).collect::<Vec<_>>())
}

pub(super) async fn member(
    Shared(world): World_,
    Extension(Caller(user)): Extension<Caller>,
    Path(channel): Path<ChannelId>,
) -> Response {
    let members = world.lock().members.clone();
    match members.into_iter().find(|kept| kept.channel_id == channel && Some(kept.user_id) == user) {
        Some(member) => ok(&member),
        None => refusal(404, "app.channel.get_member.missing.app_error"),
    }
}

pub(super) async fn users(Shared(world): World_, Json(ids): Json<Vec<UserId>>) -> Response {
    let users = world.lock().users.clone();
    ok(&users.into_iter().filter(|user| ids.contains(&user.id)).collect::<Vec<_>>())
}

pub(super) async fn statuses(Json(ids): Json<Vec<UserId>>) -> Response {
    ok(&ids.iter().map(|id| json!({"user_id": id, "status": "away"})).collect::<Vec<_>>())
}

pub(super) async fn direct(Shared(world): World_, Json(pair): Json<[UserId; 2]>) -> Response {
    let name = direct_channel_name(pair[0], pair[1]);
    let mut state = world.lock();
    if let Some(kept) = state.channels.iter().find(|channel| channel.name == name) {
        return ok(kept);
    }
    let id = ChannelId::generate(&world.random);
    let channel = json!({"id": id, "create_at": 1, "update_at": 1, "delete_at": 0, "team_id": "", "type": "D",
        "display_name": "", "name": name});
    state.channels.push(serde_json::from_value(channel.clone()).unwrap());
    state.members.extend(pair.map(|user| new_member(id, user)));
    ok(&channel)
}

pub(super) async fn view(
    Shared(world): World_,
    Extension(Caller(user)): Extension<Caller>,
    Json(view): Json<Value>,
) -> Response {
    let view: ViewChannelRequest = serde_json::from_value(view).unwrap();
    let mut state = world.lock();
    if let Some(channel) = view.channel_id {
        let total = state.channels.iter().find(|kept| kept.id == channel).map_or(0, |kept| kept.total_msg_count);
        for member in &mut state.members {
            if member.channel_id == channel && Some(member.user_id) == user {
                member.msg_count = total;
                member.mention_count = 0;
            }
        }
    }
    ok(&json!({"status": "OK", "last_viewed_at_times": {}}))
}

use std::{collections::BTreeMap, sync::Arc};

use axum::{Json, extract::State as Shared, response::Response};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use p256::{
    ecdsa::{Signature, SigningKey, signature::Signer},
    pkcs8::EncodePublicKey,
};
use serde_json::{Value, json};

use countersign_mobile_core::RawPush;
use countersign_wire_api::Post;
use countersign_wire_push::PushAck;

use super::{
    answers::{ok, refusal},
    world::World,
};

pub(super) async fn ack(Shared(world): Shared<Arc<World>>, Json(ack): Json<PushAck>) -> Response {
    let mut state = world.lock();
    state.acks.push(ack.clone());
    if !ack.is_id_loaded {
        return ok(&json!({"status": "OK"}));
    }
    let post = state.posts.iter().find(|post| Some(post.id.as_str()) == ack.post_id.as_deref());
    let Some(post) = post else { return refusal(404, "app.post.get.app_error") };
    let channel = state.channels.iter().find(|channel| channel.id == post.channel_id);
    let sender = state.users.iter().find(|user| user.id == post.user_id);
    ok(&json!({
        "ack_id": ack.id, "platform": "", "server_id": "", "device_id": "", "post_id": post.id, "category": "CAN_REPLY",
        "message": format!("@{}: {}", sender.map_or("", |user| &user.username), post.message),
        "channel_id": post.channel_id, "channel_name": channel.map_or("", |channel| &channel.display_name),
        "type": "message", "sender_id": post.user_id, "version": "v2", "is_crt_enabled": false, "is_id_loaded": true,
        "signature": ""
    }))
}

impl World {
    pub(super) fn public_key(&self) -> String {
        public_key(&self.signing_key)
    }

    /// The signature of a push.
    pub(crate) fn sign(&self, ack_id: &str, token: &str) -> String {
        sign_with(&self.signing_key, ack_id, token)
    }

    /// An ID-only push about a post, as Apple delivers it.
    pub(crate) fn id_only(&self, post: &Post, ack_id: &str, token: &str) -> RawPush {
        let mut push = self.apns("message", ack_id, token);
        push["aps"] = json!({"alert": "You've received a new message.", "badge": 1, "sound": "default",
            "category": "CAN_REPLY", "mutable-content": 1, "content-available": 1});
        push["post_id"] = post.id.to_string().into();
        push["channel_id"] = post.channel_id.to_string().into();
        push["id_loaded"] = true.into();
        RawPush::Apns(push)
    }

    /// A push that carries its text, as Google delivers it.
    pub(crate) fn full(&self, post: &Post, ack_id: &str, token: &str) -> RawPush {
        let texts = [
            ("ack_id", ack_id.to_owned()),
            ("type", "message".to_owned()),
            ("server_id", self.server_id()),
            ("channel_id", post.channel_id.to_string()),
            ("post_id", post.id.to_string()),
            ("channel_name", "Town Square".to_owned()),
            ("message", format!("@ana: {}", post.message)),
            ("badge", "1".to_owned()),
            ("version", "v2".to_owned()),
            ("is_crt_enabled", "false".to_owned()),
            ("signature", self.sign(ack_id, token)),
        ];
        let data: BTreeMap<_, _> = texts.map(|(key, value)| (key.to_owned(), value)).into();
        RawPush::Fcm(data)
    }

    /// A signed push of any kind without further members, as Apple delivers it.
    pub(crate) fn apns(&self, kind: &str, ack_id: &str, token: &str) -> Value {
        json!({"aps": {"content-available": 1}, "type": kind, "ack_id": ack_id, "server_id": self.server_id(),
            "version": "v2", "is_crt_enabled": false, "signature": self.sign(ack_id, token)})
    }

    pub(crate) fn server_id(&self) -> String {
        self.lock().config["DiagnosticId"].clone()
    }
}

fn public_key(key: &SigningKey) -> String {
    let der = key.verifying_key().to_public_key_der().unwrap();
    STANDARD.encode(der.as_bytes())
}

pub(crate) fn sign_with(key: &SigningKey, ack_id: &str, token: &str) -> String {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256","typ":"JWT"}"#);
    let claims = URL_SAFE_NO_PAD.encode(json!({"ack_id": ack_id, "device_id": token}).to_string());
    let signed = format!("{header}.{claims}");
    let signature: Signature = key.sign(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

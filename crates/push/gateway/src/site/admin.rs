use percent_encoding::percent_decode_str;

use crate::site::{Site, Told};

/// Where one delivery record stands; the `ack_id` follows.
const DELIVERIES: &str = "/api/v2/deliveries/";
/// Where what concerns one target is asked for; its name follows.
const TARGETS: &str = "/api/v2/targets/";

impl Site {
    /// Answers an operator.
    pub(crate) async fn answer_admin(&self, method: &str, path: &str) -> Told {
        if let Some(ack_id) = path.strip_prefix(DELIVERIES) {
            return if method == "GET" { self.delivery(&decoded(ack_id)) } else { Told::wrong_method() };
        }
        if let Some(name) = path.strip_prefix(TARGETS).and_then(|rest| rest.strip_suffix("/release_removals")) {
            return if method == "POST" { self.release_removals(&decoded(name)) } else { Told::wrong_method() };
        }
        match (path, method) {
            ("/metrics", "GET") => self.metrics_page(&self.settings.load_full()),
            ("/healthz", "GET") => self.health(),
            ("/reload", "POST") => self.reload().await,
            ("/metrics" | "/healthz" | "/reload", _) => Told::wrong_method(),
            _ => Told::not_found(),
        }
    }

    /// What became of a push.
    fn delivery(&self, ack_id: &str) -> Told {
        let Some(delivery) = self.courier.records.get(ack_id) else { return Told::not_found() };
        let mut told = Told::json(&delivery);
        told.content_type = Some("application/json");
        told
    }

    /// An operator's word that tokens of a target may be removed again although many die at once.
    fn release_removals(&self, name: &str) -> Told {
        let targets = self.courier.targets.load();
        let Some(target) = targets.get(name) else { return Told::not_found() };
        let held = {
            let mut guard = target.health.guard.lock();
            let held = guard.held();
            guard.release();
            held
        };
        tracing::warn!(target = %target.name, held, "an operator released the removals");
        let mut told = Told::json(&serde_json::json!({ "released": held }));
        told.content_type = Some("application/json");
        told
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

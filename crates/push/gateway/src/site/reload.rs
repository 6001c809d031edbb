use countersign_wire_push::PushAnswer;
use tokio::sync::oneshot;

use crate::site::{Site, Told};

/// An operator asks to read the settings again, and waits for what comes of it.
#[derive(Debug)]
pub struct ReloadRequest(oneshot::Sender<Result<(), String>>);

impl ReloadRequest {
    /// Says what came of it: for an error every mistake, as the operator will read it. Dropping the request says that
    /// nothing did.
    pub fn answer(self, outcome: Result<(), String>) {
        // An operator that did not wait does not hear it.
        let _ = self.0.send(outcome);
    }
}

impl Site {
    /// `POST /reload`: 200 when the settings were taken over, 422 with the mistakes when they were not.
    pub(super) async fn reload(&self) -> Told {
        let Some(reloads) = self.reloads.get() else { return Told::not_found() };
        let (told, outcome) = oneshot::channel();
        if reloads.send(ReloadRequest(told)).await.is_err() {
            return Told::not_found();
        }
        let outcome = outcome.await.unwrap_or_else(|_| Err("the gateway is stopping".to_owned()));
        let failed = outcome.is_err();
        let mut told = Told::json(&outcome.map_or_else(PushAnswer::fail, |()| PushAnswer::ok()));
        told.content_type = Some("application/json");
        if failed {
            told.status = 422;
        }
        told
    }
}

use std::{collections::HashSet, sync::Arc};

use countersign_primitives::{AckId, PooledRandom, SessionId, UserId};
use countersign_server_rules::notify::{Reason, push_gate};

use crate::{
    domain::Domain,
    model::{NewPush, PushKind},
    ports::{
        journal::{JournalEntry, JournalStep},
        store::StoreResult,
    },
};

/// Pushes for devices, and who gets none.
#[derive(Debug, Default)]
pub(crate) struct Addressed {
    /// To be queued.
    pub pushes: Vec<NewPush>,
    /// Who would have been pushed and is not, and why.
    pub skipped: Vec<(UserId, &'static str)>,
}

/// What an id is drawn from.
const ID_BYTES: usize = 16;
/// A user who would be pushed has no device.
const NO_DEVICE: &str = "no_device";
/// The gateway called the device dead, and no other was attached since.
const DEVICE_REMOVED: &str = "device_removed";
/// No gateway is configured.
const NO_GATEWAY: &str = "no_push_gateway";

/// One copy of a push for each device of each user, but for the session that caused it.
pub(crate) async fn address(
    domain: &Domain,
    wanted: &[(UserId, PushKind)],
    except: Option<SessionId>,
) -> StoreResult<Addressed> {
    let mut addressed = Addressed::default();
    if let Some(reason) = closed_gate(domain) {
        addressed.skipped.extend(wanted.iter().map(|(user_id, _)| (*user_id, reason)));
        return Ok(addressed);
    }
    let users: Vec<UserId> = wanted.iter().map(|(user_id, _)| *user_id).collect();
    let devices = domain.devices(&users).await?;
    let now = domain.now();
    let random = PooledRandom::new(Arc::clone(domain.random()), wanted.len() * ID_BYTES);
    for &(user_id, kind) in wanted {
        let Some(devices) = devices.get(&user_id) else {
            addressed.skipped.push((user_id, NO_DEVICE));
            continue;
        };
        for device in devices.iter().filter(|device| Some(device.session_id) != except) {
            if !device.is_reachable(now) {
                let is_dead = device.device_id == device.removed_device_id;
                let reason = if is_dead { DEVICE_REMOVED } else { Reason::SessionExpired.as_str() };
                addressed.skipped.push((user_id, reason));
                continue;
            }
            addressed.pushes.push(NewPush {
                ack_id: AckId::generate(&random),
                user_id,
                session_id: device.session_id,
                device_id: device.device_id.clone(),
                kind,
                created_at: now,
            });
        }
    }
    Ok(addressed)
}

/// Why nothing at all is pushed now.
fn closed_gate(domain: &Domain) -> Option<&'static str> {
    let settings = domain.settings();
    if push_gate(settings.email_settings.send_push_notifications).is_err() {
        return Some(Reason::PushDisabled.as_str());
    }
    settings.email_settings.push_notification_server.is_empty().then_some(NO_GATEWAY)
}

impl Addressed {
    /// Writes into the journal what was decided, once it is stored. `why` names the decision about a user.
    pub(crate) fn note(&self, domain: &Domain, why: impl Fn(UserId) -> &'static str) {
        let at = domain.now();
        for push in &self.pushes {
            let post_id = post_of(&push.kind);
            let why = why(push.user_id);
            domain.note(|| JournalEntry {
                at,
                user_id: push.user_id,
                ack_id: Some(push.ack_id),
                device_id: Some(push.device_id.clone()),
                post_id,
                step: JournalStep::Decided(why),
            });
        }
    }

    /// The users who get at least one push.
    pub(crate) fn reached(&self) -> HashSet<UserId> {
        self.pushes.iter().map(|push| push.user_id).collect()
    }
}

/// The post a push is about.
pub(super) fn post_of(kind: &PushKind) -> Option<countersign_primitives::PostId> {
    match kind {
        PushKind::Message { post_id, .. } => Some(*post_id),
        _ => None,
    }
}

//! A target of Web Push.

use std::sync::Arc;

use countersign_egress::{Trust, client_tls};
use countersign_primitives::{Clock, Random};
use countersign_push_content::Policy;
use countersign_webpush::{SystemResolver, VapidKey, VapidSubjectError, WebPushSender, WebPushTarget};

use crate::{TargetConfig, VendorConfig};

pub(super) fn sender(
    target: &TargetConfig,
    trust: &Trust,
    policy: Policy,
    clock: &Arc<dyn Clock>,
    random: &Arc<dyn Random>,
) -> Result<Arc<WebPushSender>, String> {
    let VendorConfig::WebPush { vapid_private_key, vapid_public_key, contact, guard, max_ttl, request_timeout } =
        &target.vendor
    else {
        return Err("this target is of another kind".to_owned());
    };
    let web_push = WebPushTarget {
        key: VapidKey::from_texts(vapid_private_key, vapid_public_key).map_err(|error| error.to_string())?,
        subject: contact.parse().map_err(|error: VapidSubjectError| error.to_string())?,
        guard: guard.clone(),
        policy,
        max_ttl: *max_ttl,
        request_timeout: *request_timeout,
        tls: client_tls(trust, None).map_err(|error| error.to_string())?,
    };
    let (clock, random) = (Arc::clone(clock), Arc::clone(random));
    Ok(Arc::new(WebPushSender::new(web_push, Arc::new(SystemResolver), clock, random)))
}

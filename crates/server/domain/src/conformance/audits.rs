//! The audit trail.

use countersign_primitives::{AuditId, SessionId, UserId};

use crate::{
    conformance::samples::{at, random, user},
    model::Audit,
    ports::store::{Page, Store},
};

fn entry(user_id: Option<UserId>, ms: i64, extra_info: &str) -> Audit {
    Audit {
        id: AuditId::generate(random().as_ref()),
        create_at: at(ms),
        user_id,
        action: "/api/v4/users/login".to_owned(),
        extra_info: extra_info.to_owned(),
        ip_address: "2001:db8::1".to_owned(),
        session_id: user_id.map(|_| SessionId::generate(random().as_ref())),
    }
}

/// Entries come back whole, the latest first, page by page.
pub async fn entries_are_kept_and_paged(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let first = entry(Some(ana.id), 1, "one");
    let (second, third) = (entry(None, 2, ""), entry(Some(ana.id), 3, "\"ü\""));
    store.add_audits(vec![first.clone(), second.clone()]).await.unwrap();
    store.add_audits(vec![third.clone()]).await.unwrap();
    store.add_audits(Vec::new()).await.unwrap();
    let all = Page { number: 0, size: 10 };
    assert_eq!(store.audits(None, all).await.unwrap(), [third.clone(), second, first.clone()]);
    assert_eq!(store.audits(Some(ana.id), all).await.unwrap(), [third.clone(), first.clone()]);
    assert_eq!(store.audits(Some(ana.id), Page { number: 1, size: 1 }).await.unwrap(), [first]);
    assert!(store.audits(Some(ben.id), all).await.unwrap().is_empty());
}

//! The in-memory outbox keeps the promises of the port.

use countersign_dispatch::{MemoryOutbox, Outbox, OutboxError, conformance};
use countersign_wire_push::PushType;

#[tokio::test]
async fn the_memory_outbox_conforms() {
    conformance::run(&MemoryOutbox::new(100)).await;
}

#[tokio::test]
async fn a_full_outbox_says_so() {
    let outbox = MemoryOutbox::new(1);
    outbox.append(&conformance::sample("lane", 1, PushType::Message), false).await.unwrap();
    let refused = outbox.append(&conformance::sample("lane", 2, PushType::Message), false).await;
    assert!(matches!(refused, Err(OutboxError::Full { .. })));
}

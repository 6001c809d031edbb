//! The bus of a single node against the conformance suite.

use std::sync::Arc;

use countersign_server_domain::{conformance, ports::bus::InProcessBus};

#[tokio::test]
async fn the_bus_in_process_conforms() {
    conformance::bus::run(&[Arc::new(InProcessBus::default())]).await;
}

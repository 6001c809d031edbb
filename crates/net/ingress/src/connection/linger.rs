//! Closing so that the last answer arrives.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};

use super::wire::Wire;

/// Says that nothing more will be sent, then reads and throws away what still comes, until the caller closes or `limit`
/// is over.
///
/// Closing a socket that holds unread bytes resets the connection, and the reset overtakes the answer: a caller that
/// sends a body of 20 MB would see a broken pipe instead of 413.
pub(super) async fn discard(mut wire: Wire, limit: Duration) {
    let _ = timeout(limit, async {
        wire.flush().await?;
        wire.shutdown().await?;
        let mut waste = vec![0; 16 << 10];
        while wire.read(&mut waste).await? != 0 {}
        std::io::Result::Ok(())
    })
    .await;
}

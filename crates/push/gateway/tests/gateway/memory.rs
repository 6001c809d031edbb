//! What strangers may cost.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    process::{Process, free_address, listens},
    support::{Vendors, hex, message, soon, status_of, takes_all},
};

/// A body of 20 MB, sent to its end whatever the gateway says; the answer, or what came of it.
async fn large(address: std::net::SocketAddr, announced: bool) -> String {
    static PART: [u8; 64 << 10] = [b'x'; 64 << 10];
    const PARTS: usize = 320;
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut read, mut write) = stream.into_split();
    let reading = tokio::spawn(async move {
        let mut answer = Vec::new();
        let _ = read.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    });
    let framing =
        if announced { format!("Content-Length: {}", PARTS * PART.len()) } else { "Transfer-Encoding: chunked".into() };
    let head = format!("POST /api/v1/send_push HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{framing}\r\n\r\n");
    write.write_all(head.as_bytes()).await.unwrap();
    for _ in 0..PARTS {
        let size = if announced { String::new() } else { format!("{:x}\r\n", PART.len()) };
        let end = if announced { "" } else { "\r\n" };
        for bytes in [size.as_bytes(), &PART, end.as_bytes()] {
            if write.write_all(bytes).await.is_err() {
                return reading.await.unwrap();
            }
        }
    }
    reading.await.unwrap()
}

#[tokio::test]
async fn bodies_of_20_mb_are_refused_and_cost_no_memory() {
    let folder = tempfile::tempdir().unwrap();
    let (apple, google) = takes_all();
    let vendors = Vendors::start(apple, google).await;
    let address = free_address().await;
    let process = Process::start(&vendors.write_config(folder.path(), address));
    listens(address).await;
    assert_eq!(soon(status_of(address, &message("apple_rn", &hex(1)))).await, "OK");
    let before = process.memory("VmHWM");
    let all = (0..16).map(|number| large(address, number % 2 == 0));
    for answer in soon(futures_util::future::join_all(all)).await {
        assert!(answer.contains("request body too large"), "{answer:?}");
    }
    let grown = process.memory("VmHWM") - before;
    assert!(grown < 8 << 10, "16 bodies of 20 MB made it grow by {grown} KiB");
    assert_eq!(vendors.apple.received().len(), 1);
}

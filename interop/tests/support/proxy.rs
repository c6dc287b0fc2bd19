//! A proxy that does to WebSockets what bad ones do, and passes everything else on.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy, copy_bidirectional, sink},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

/// What it does to an upgrade request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Policy {
    /// Answers 403.
    Refuse,
    /// Never answers.
    Ignore,
    /// Lets the WebSocket open, and swallows every frame.
    Swallow,
}

pub struct Proxy {
    pub url: String,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    given_up: AtomicUsize,
    changed: Notify,
}

impl Proxy {
    /// In front of a port of this machine; runs as long as the test.
    pub async fn start(port: u16, policy: Policy) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Arc::new(State::default());
        let told = state.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let told = told.clone();
                tokio::spawn(async move {
                    // A broken connection is the business of its two ends.
                    if let Ok(true) = serve(client, port, policy).await {
                        told.given_up.fetch_add(1, Ordering::SeqCst);
                        told.changed.notify_one();
                    }
                });
            }
        });
        Self { url, state }
    }

    /// Resolves when a WebSocket was tried and given up.
    pub async fn websocket_given_up(&self) {
        while self.state.given_up.load(Ordering::SeqCst) == 0 {
            self.state.changed.notified().await;
        }
    }
}

/// Serves a connection; tells whether it was a WebSocket's.
async fn serve(mut client: TcpStream, port: u16, policy: Policy) -> std::io::Result<bool> {
    let mut head = Vec::new();
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        if client.read_buf(&mut head).await? == 0 {
            return Ok(false);
        }
    }
    let lower = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let is_upgrade = lower.contains("upgrade: websocket");
    if !is_upgrade {
        let mut server = TcpStream::connect(("127.0.0.1", port)).await?;
        server.write_all(&head).await?;
        copy_bidirectional(&mut client, &mut server).await?;
        return Ok(false);
    }
    match policy {
        Policy::Refuse => {
            let refusal = b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n";
            client.write_all(refusal).await?;
        }
        Policy::Ignore => {
            copy(&mut client, &mut sink()).await?;
        }
        Policy::Swallow => {
            let mut server = TcpStream::connect(("127.0.0.1", port)).await?;
            server.write_all(&head).await?;
            let mut answer = Vec::new();
            while !answer.windows(4).any(|four| four == b"\r\n\r\n") {
                if server.read_buf(&mut answer).await? == 0 {
                    return Ok(true);
                }
            }
            let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
            client
                .write_all(&answer[..end.expect("was found") + 4])
                .await?;
            // When the client gives up, the server is left too.
            copy(&mut client, &mut sink()).await?;
        }
    }
    Ok(true)
}

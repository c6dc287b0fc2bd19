//! A peer: socketioxide with nothing around it, as its own examples are. It relays each `send` to
//! all, as a message of the same form and size as Natter's, and acknowledges it; nothing is
//! checked or stored.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::Result;
use axum::serve::ListenerExt;
use serde_json::{Value, json};
use socketioxide::{
    SocketIo,
    extract::{AckSender, Data, Extension, SocketRef, State},
};
use tokio::net::TcpListener;
use uuid::Uuid;

const ROOM: &str = "room";

#[derive(Clone)]
struct Author(Value);

/// Serves for ever; prints its address.
pub async fn serve() -> Result<Infallible> {
    let seq: Arc<AtomicU64> = Arc::default();
    let (layer, io) = SocketIo::builder().with_state(seq).build_layer();
    io.ns("/chat", async |socket: SocketRef| {
        let author = json!({"id": Uuid::now_v7(), "name": "Merry Otter 42"});
        socket.extensions.insert(Author(author));
        socket.join(ROOM);
        socket.on("send", relay);
    });
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    // As Natter and Node do, or the peer would wait 40 ms for the readers' delayed acks.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            eprintln!("relay: {error}");
        }
    });
    axum::serve(listener, axum::Router::new().layer(layer)).await?;
    anyhow::bail!("the listener ended")
}

async fn relay(
    socket: SocketRef,
    Data(request): Data<Value>,
    Extension(Author(author)): Extension<Author>,
    State(seq): State<Arc<AtomicU64>>,
    ack: AckSender,
) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let sent_at = now.map_or(0, |since| since.as_millis());
    let seq = seq.fetch_add(1, Ordering::Relaxed) + 1;
    let id = Uuid::now_v7();
    let message = json!({
        "id": id, "room": request["room"], "seq": seq, "author": author,
        "client_id": request["client_id"], "body": request["body"], "sent_at": sent_at as u64,
    });
    // Readers that are behind are no concern of a server that promises nothing.
    let _ = socket.within(ROOM).emit("message", &message).await;
    let _ = ack.send(&json!({"ok": {"id": id, "seq": seq, "sent_at": sent_at as u64}}));
}

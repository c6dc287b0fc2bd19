//! What happens around a lost connection: stop the server and start it again. A number goes out
//! every second, and is kept while there is no connection; the time is worth something only now,
//! and is not.
//!
//! `cargo run --example reconnecting -- http://localhost:3000`

use std::time::Duration;

use socketio_client::{Backoff, Client, EmitError, Event, Overflow};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1);
    let url = url.as_deref().unwrap_or("http://localhost:3000");
    let (client, mut events) = Client::builder(url)
        .reconnect(Some(Backoff {
            first: Duration::from_millis(200),
            max: Duration::from_secs(3),
        }))
        .buffer(10, Overflow::DropOldest)
        .connect()?;

    let counting = client.clone();
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(Duration::from_secs(1));
        for number in 0_u64.. {
            ticks.tick().await;
            match counting.emit("message", &number.to_string()) {
                Err(EmitError::Closed) => break,
                Err(error) => eprintln!("{number}: {error}"),
                Ok(()) => {}
            }
            let _ = counting.emit_volatile("now", &number);
        }
    });

    while let Some(event) = events.next().await {
        match event {
            Event::Connected { sid } => println!("connected as {sid}"),
            Event::Upgraded => println!("by WebSocket from here on"),
            Event::Message(message) => println!("{}: {:?}", message.name, message.payload.args),
            Event::Disconnected { reason } => println!("lost: {reason:?}"),
            Event::Reconnecting { attempt, delay, .. } => {
                println!("try {attempt} in {} ms", delay.as_millis());
            }
            // It will not change its mind by being asked again.
            Event::Refused { data } => {
                println!("refused: {data}");
                client.close().await;
            }
            _ => {}
        }
    }
    Ok(())
}

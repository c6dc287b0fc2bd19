//! Talks to the server of the Socket.IO tutorial: sends what is typed, prints what comes back.
//!
//! `cargo run --example echo -- http://localhost:3000`

use std::io::BufRead;

use socketio_client::{Client, Event};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1);
    let url = url.as_deref().unwrap_or("http://localhost:3000");
    let (client, mut events) = Client::builder(url).connect()?;

    let typing = client.clone();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if typing.emit("message", &line).is_err() {
                break;
            }
        }
    });

    while let Some(event) = events.next().await {
        match event {
            Event::Message(message) => println!("{}", message.payload.read::<String>()?),
            other => eprintln!("({other:?})"),
        }
    }
    Ok(())
}

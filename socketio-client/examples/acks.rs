//! Acks in both directions: asks the server, and answers when it asks.
//!
//! `cargo run --example acks -- http://localhost:3000 save "some text"`

use std::time::Duration;

use socketio_client::{AckError, Client, Event, Payload};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let url = args.next().unwrap_or("http://localhost:3000".into());
    let name = args.next().unwrap_or("save".into());
    let text = args.next().unwrap_or("some text".into());
    let (client, mut events) = Client::builder(&url).connect()?;

    let answering = tokio::spawn(async move {
        while let Some(event) = events.next().await {
            match event {
                Event::Message(question) if question.wants_ack() => {
                    println!("asked: {}", question.name);
                    question.answer(Payload::of("yes")?)?;
                }
                other => eprintln!("({other:?})"),
            }
        }
        Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    });

    let asked = client.emit_with_ack(&name, &text, Duration::from_secs(5));
    let answer: Result<serde_json::Value, AckError> = asked.await;
    match answer {
        Ok(answer) => println!("answered: {answer}"),
        // The server may have done it all the same: give what must not be done twice an id.
        Err(AckError::Timeout | AckError::Disconnected) => println!("not answered"),
        Err(error) => println!("not sent: {error}"),
    }
    client.close().await;
    answering.await?.map_err(|error| error.to_string().into())
}

//! The client of the Socket.IO tutorial in a page: what is sent comes back, and is shown.

use std::cell::RefCell;

use socketio_client::{Client, Event};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

thread_local! {
    static CLIENT: RefCell<Option<Client>> = const { RefCell::new(None) };
}

/// Connects to the server that the page came from.
#[wasm_bindgen(start)]
pub fn start() -> Result<(), JsValue> {
    let origin = web_sys::window().ok_or("no window")?.location().origin()?;
    let (client, mut events) = Client::builder(&origin)
        .connect()
        .map_err(|error| error.to_string())?;
    CLIENT.with(|kept| kept.replace(Some(client)));
    wasm_bindgen_futures::spawn_local(async move {
        while let Some(event) = events.next().await {
            match event {
                Event::Message(message) => match message.payload.read::<String>() {
                    Ok(text) => log(&text),
                    Err(error) => log(&error.to_string()),
                },
                other => log(&format!("({other:?})")),
            }
        }
    });
    Ok(())
}

/// Sends a text; without a connection it waits for one.
#[wasm_bindgen]
pub fn send(text: &str) -> Result<(), JsValue> {
    CLIENT.with_borrow(|client| {
        let client = client.as_ref().ok_or("not started")?;
        client
            .emit("message", text)
            .map_err(|error| error.to_string().into())
    })
}

fn log(line: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(log) = document.and_then(|document| document.get_element_by_id("log")) {
        let _ = log.append_with_str_1(&format!("{line}\n"));
    }
}

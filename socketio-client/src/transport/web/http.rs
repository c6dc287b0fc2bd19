//! The browser's `fetch`.

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStreamDefaultReader, RequestCache, RequestInit, Response,
};

use crate::core::RequestFailed;

#[wasm_bindgen]
extern "C" {
    /// In pages and workers alike.
    #[wasm_bindgen(catch, js_name = fetch)]
    fn fetch(url: &str, init: &RequestInit) -> Result<Promise, JsValue>;
}

/// Ends the request when it is dropped; one that has ended does not mind.
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A POST if there is a body, a GET otherwise; the answer's body, of at most so many bytes.
pub(super) async fn request(
    url: String,
    body: Option<String>,
    max_bytes: usize,
) -> Result<String, RequestFailed> {
    exchange(&url, body.as_deref(), max_bytes)
        .await
        .ok()
        .flatten()
        .ok_or(RequestFailed)
}

async fn exchange(
    url: &str,
    body: Option<&str>,
    max_bytes: usize,
) -> Result<Option<String>, JsValue> {
    let abort = AbortOnDrop(AbortController::new()?);
    let init = RequestInit::new();
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(&abort.0.signal()));
    if let Some(body) = body {
        init.set_method("POST");
        // A text has the type text/plain;charset=UTF-8, which needs no permission of CORS.
        init.set_body(&JsValue::from_str(body));
    }
    let response: Response = JsFuture::from(fetch(url, &init)?).await?.unchecked_into();
    if response.status() != 200 {
        return Ok(None);
    }
    let Some(stream) = response.body() else {
        return Ok(Some(String::new()));
    };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await?;
        if Reflect::get(&chunk, &"done".into())?.is_truthy() {
            return Ok(String::from_utf8(bytes).ok());
        }
        let chunk: Uint8Array = Reflect::get(&chunk, &"value".into())?.unchecked_into();
        bytes.extend(chunk.to_vec());
        if bytes.len() > max_bytes {
            return Ok(None);
        }
    }
}

//! The browser: `WebSocket`, `setTimeout`, `performance.now()`.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use futures_channel::{mpsc, oneshot};
use futures_util::Stream;
use js_sys::{ArrayBuffer, Date, Math, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{BinaryType, Event, MessageEvent, WebSocket};

use super::{Gone, Transport};
use crate::core::Frame;

#[wasm_bindgen]
extern "C" {
    /// In pages and workers alike.
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &JsValue, ms: i32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue);
}

pub(crate) struct Socket {
    socket: WebSocket,
    frames: mpsc::UnboundedReceiver<Option<Frame>>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_end: Closure<dyn FnMut(Event)>,
}

impl Transport for Socket {
    async fn open(url: String) -> Option<Self> {
        let socket = WebSocket::new(&url).ok()?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let (incoming, frames) = mpsc::unbounded();

        let (opened, open) = oneshot::channel();
        let mut opened = Some(opened);
        let on_open = Closure::<dyn FnMut(Event)>::new(move |_| {
            if let Some(opened) = opened.take() {
                let _ = opened.send(());
            }
        });
        let messages = incoming.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(frame) = frame(&event.data()) {
                let _ = messages.unbounded_send(Some(frame));
            }
        });
        let on_end = Closure::<dyn FnMut(Event)>::new(move |_| {
            let _ = incoming.unbounded_send(None);
        });
        socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_end.as_ref().unchecked_ref()));
        let mut this = Self {
            socket,
            frames,
            _on_message: on_message,
            _on_end: on_end,
        };
        // Either it opens, or its end comes through the frames.
        let outcome = futures_util::future::select(
            open,
            std::future::poll_fn(|cx| Pin::new(&mut this.frames).poll_next(cx)),
        )
        .await;
        let is_open = matches!(outcome, futures_util::future::Either::Left((Ok(()), _)));
        this.socket.set_onopen(None);
        is_open.then_some(this)
    }

    fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Option<Frame>> {
        Pin::new(&mut self.frames)
            .poll_next(cx)
            .map(Option::flatten)
    }

    async fn send(&mut self, frame: Frame) -> Result<(), Gone> {
        let sent = match frame {
            Frame::Text(text) => self.socket.send_with_str(&text),
            Frame::Binary(bytes) => self.socket.send_with_u8_array(&bytes),
        };
        sent.map_err(|_| Gone)
    }

    async fn close(self) {}
}

/// Dropping the last handle must not leave callbacks that the browser would still call.
impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        let _ = self.socket.close();
    }
}

fn frame(data: &JsValue) -> Option<Frame> {
    if let Some(text) = data.as_string() {
        return Some(Frame::Text(text));
    }
    let buffer = data.dyn_ref::<ArrayBuffer>()?;
    Some(Frame::Binary(Uint8Array::new(buffer).to_vec()))
}

/// The wall clock, kept from going backwards: `performance` stops while a computer sleeps, and a
/// connection that slept through its deadlines is to be noticed.
pub(crate) fn now() -> Duration {
    thread_local! {
        static LATEST: std::cell::Cell<Duration> = const { std::cell::Cell::new(Duration::ZERO) };
    }
    let wall = Duration::try_from_secs_f64(Date::now() / 1000.0).unwrap_or_default();
    LATEST.with(|latest| {
        latest.set(latest.get().max(wall));
        latest.get()
    })
}

/// A timer that is cancelled when it is dropped.
pub(crate) async fn sleep(duration: Duration) {
    struct Timer {
        id: JsValue,
        _callback: Closure<dyn FnMut()>,
    }
    impl Drop for Timer {
        fn drop(&mut self) {
            clear_timeout(&self.id);
        }
    }
    let (done, rung) = oneshot::channel();
    let mut done = Some(done);
    let callback = Closure::<dyn FnMut()>::new(move || {
        if let Some(done) = done.take() {
            let _ = done.send(());
        }
    });
    // One more, as browsers round down, and a timer that rings early would ring twice.
    let ms = i32::try_from(duration.as_millis()).unwrap_or(i32::MAX - 1) + 1;
    let _timer = Timer {
        id: set_timeout(callback.as_ref(), ms),
        _callback: callback,
    };
    let _ = rung.await;
}

pub(crate) fn spawn(task: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(task);
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(crate) fn random_seed() -> u64 {
    (Math::random() * (1_u64 << 53) as f64) as u64
}

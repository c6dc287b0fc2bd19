//! The browser's `WebSocket`.

use std::{
    cell::Cell,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
    time::Duration,
};

use futures_channel::{mpsc, oneshot};
use futures_util::{
    Stream,
    future::{self, Either},
};
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BinaryType, Event, MessageEvent, WebSocket};

use super::{Job, sleep};
use crate::{
    core::Frame,
    transport::{Gone, Transport},
};

/// A browser takes whatever it is given to send; with more than this unsent we hold back.
const MAX_BUFFERED: u32 = 256 << 10;
/// How often we look whether it has sent it: it does not tell.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

pub(crate) struct Socket {
    socket: WebSocket,
    frames: mpsc::UnboundedReceiver<Option<Frame>>,
    unread: Rc<Cell<usize>>,
    look_again: Option<Job<()>>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_end: Closure<dyn FnMut(Event)>,
}

impl Socket {
    /// A browser cannot be told to stop reading. With more than `max_unread` bytes that nobody
    /// has taken, the connection is closed.
    pub(super) async fn open(url: String, max_unread: usize) -> Option<Self> {
        let socket = WebSocket::new(&url).ok()?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let (incoming, frames) = mpsc::unbounded();
        let unread = Rc::new(Cell::new(0_usize));

        let (opened, open) = oneshot::channel();
        let mut opened = Some(opened);
        let on_open = Closure::<dyn FnMut(Event)>::new(move |_| {
            if let Some(opened) = opened.take() {
                let _ = opened.send(());
            }
        });
        let (messages, held) = (incoming.clone(), unread.clone());
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if held.get() > max_unread {
                // Its end; whatever else comes is not kept.
                let _ = messages.unbounded_send(None);
                messages.close_channel();
            } else if let Some(frame) = frame(&event.data()) {
                held.set(held.get() + frame.len());
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
            unread,
            look_again: None,
            _on_message: on_message,
            _on_end: on_end,
        };
        // Either it opens, or its end comes through the frames.
        let ended = std::future::poll_fn(|cx| Pin::new(&mut this.frames).poll_next(cx));
        let is_open = matches!(future::select(open, ended).await, Either::Left((Ok(()), _)));
        this.socket.set_onopen(None);
        is_open.then_some(this)
    }
}

impl Transport for Socket {
    fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Option<Frame>> {
        let polled = Pin::new(&mut self.frames).poll_next(cx);
        if let Poll::Ready(Some(Some(frame))) = &polled {
            self.unread
                .set(self.unread.get().saturating_sub(frame.len()));
        }
        polled.map(Option::flatten)
    }

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Gone>> {
        while self.socket.buffered_amount() > MAX_BUFFERED {
            let timer = self.look_again.get_or_insert_with(|| sleep(LOOK_AGAIN));
            if timer.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            self.look_again = None;
        }
        Poll::Ready(Ok(()))
    }

    fn send(&mut self, frame: Frame) -> Result<(), Gone> {
        let sent = match frame {
            Frame::Text(text) => self.socket.send_with_str(&text),
            Frame::Binary(bytes) => self.socket.send_with_u8_array(&bytes),
        };
        sent.map_err(|_| Gone)
    }

    fn poll_flush(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Gone>> {
        Poll::Ready(Ok(()))
    }

    /// The browser sends what it has, and closes it when it is dropped.
    fn close(self) -> Job<()> {
        Box::pin(future::ready(()))
    }
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

//! The browser: `WebSocket`, `fetch`, `setTimeout`, `Date.now()`.

#[cfg(feature = "polling")]
mod http;
mod socket;

use std::time::Duration;

use futures_channel::oneshot;
use futures_util::future::LocalBoxFuture;
use js_sys::{Date, Math};
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};

use super::Limits;
#[cfg(feature = "polling")]
use crate::core::RequestFailed;
use crate::{error::ConnectError, url::Endpoint};
pub(crate) use socket::Socket;

/// Something that is under way; given up when it is dropped.
pub(crate) type Job<T> = LocalBoxFuture<'static, T>;

#[wasm_bindgen]
extern "C" {
    /// In pages and workers alike.
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &JsValue, ms: i32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue);
}

/// Opens connections.
pub(crate) struct Network {
    limits: Limits,
}

impl Network {
    /// The browser knows itself whom to trust.
    #[allow(clippy::unnecessary_wraps, reason = "natively it can fail")]
    pub(crate) fn new(
        _endpoint: &Endpoint,
        limits: Limits,
        _trusted: &[Vec<u8>],
    ) -> Result<Self, ConnectError> {
        Ok(Self { limits })
    }

    pub(crate) fn open(&self, url: String) -> Job<Option<Socket>> {
        Box::pin(Socket::open(url, self.limits.unread.max(self.limits.frame)))
    }

    #[cfg(feature = "polling")]
    pub(crate) fn request(
        &self,
        url: String,
        body: Option<String>,
    ) -> Job<Result<String, RequestFailed>> {
        Box::pin(http::request(url, body, self.limits.response))
    }
}

/// The wall clock, kept from going backwards: `performance` stops while a computer sleeps, and a
/// connection that slept through its deadlines is to be noticed.
pub(crate) fn now() -> Duration {
    thread_local! {
        static LATEST: std::cell::Cell<Duration> = const { std::cell::Cell::new(Duration::ZERO) };
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let wall = Duration::from_millis(Date::now() as u64);
    LATEST.with(|latest| {
        latest.set(latest.get().max(wall));
        latest.get()
    })
}

/// A timer that is cancelled when it is dropped.
pub(crate) fn sleep(duration: Duration) -> Job<()> {
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
    let timer = Timer {
        id: set_timeout(callback.as_ref(), ms),
        _callback: callback,
    };
    Box::pin(async move {
        let _timer = timer;
        let _ = rung.await;
    })
}

pub(crate) fn spawn(task: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(task);
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(crate) fn random_seed() -> u64 {
    (Math::random() * (1_u64 << 53) as f64) as u64
}

//! The other tabs of this browser: they take turns in sending, and tell each other when the outbox
//! has changed.

use futures_channel::oneshot;
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{BroadcastChannel, Event};

const NAME: &str = "natter.outbox";

#[wasm_bindgen]
extern "C" {
    /// `navigator.locks` (Web Locks API), which pages without https do not have.
    type Locks;
    #[wasm_bindgen(method, catch)]
    fn request(
        this: &Locks,
        name: &str,
        granted: &Closure<dyn FnMut(JsValue) -> Promise>,
    ) -> Result<Promise, JsValue>;
}

/// This tab's turn; it ends when it is dropped, or the tab is closed.
pub(super) struct Turn {
    end: Function,
    _granted: Closure<dyn FnMut(JsValue) -> Promise>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let _ = self.end.call0(&JsValue::UNDEFINED);
    }
}

/// Waits until no other tab sends. `None` where the browser has no locks: then tabs send beside
/// each other, and the server takes each message once all the same.
pub(super) async fn turn() -> Option<Turn> {
    let locks = Reflect::get(&window().navigator(), &"locks".into()).ok()?;
    if locks.is_undefined() {
        return None;
    }
    let (ours, begun) = oneshot::channel();
    let mut ours = Some(ours);
    let granted = Closure::<dyn FnMut(JsValue) -> Promise>::new(move |_| {
        Promise::new(&mut |end, _| {
            if let Some(ours) = ours.take() {
                let _ = ours.send(end);
            }
        })
    });
    let locks = locks.unchecked_ref::<Locks>();
    let _held = locks.request(NAME, &granted).ok()?;
    let end = begun.await.ok()?;
    Some(Turn {
        end,
        _granted: granted,
    })
}

/// How tabs tell each other that the outbox has changed.
pub(super) struct Channel(BroadcastChannel);

impl Channel {
    /// Calls `changed` whenever another tab has changed the outbox, as long as the page lives.
    pub(super) fn open(changed: impl Fn() + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(NAME).ok()?;
        let on_message = Closure::<dyn FnMut(Event)>::new(move |_| changed());
        channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        on_message.forget();
        Some(Self(channel))
    }

    /// Tells all others that it has changed.
    pub(super) fn publish(&self) {
        let _ = self.0.post_message(&JsValue::NULL);
    }
}

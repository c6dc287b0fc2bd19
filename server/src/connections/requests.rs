//! Caps on concurrent requests that trusted proxies pass on, per client. The connections are the
//! proxy's own, so these cannot be counted per client.

use std::{
    net::IpAddr,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    response::Response,
};
use hyper::body::{Frame, SizeHint};

use super::caps::{Caps, Count};
use domain::source::Source;

/// Counts requests whose response is not fully sent yet; cheap to clone.
#[derive(Clone)]
pub struct Requests(Arc<Shared>);

struct Shared {
    caps: Caps,
    open: Mutex<Count>,
}

/// One request; dropping it releases the slot.
pub struct Slot {
    requests: Requests,
    source: Source,
}

impl Requests {
    /// `caps` limits concurrent requests.
    pub fn new(caps: Caps) -> Self {
        Self(Arc::new(Shared {
            caps,
            open: Mutex::default(),
        }))
    }

    /// Takes a slot for a request of a client; `None` if a cap is reached.
    pub fn take(&self, client: IpAddr) -> Option<Slot> {
        let source = Source::from(client);
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.check(Some(source), self.0.caps).ok()?;
        open.add(Some(source));
        Some(Slot {
            requests: self.clone(),
            source,
        })
    }
}

impl Slot {
    /// Holds the slot until the response is sent or dropped.
    pub fn until_sent(self, response: Response) -> Response {
        response.map(|body| Body::new(Held { body, _slot: self }))
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let open = &self.requests.0.open;
        let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
        open.remove(Some(self.source));
    }
}

struct Held {
    body: Body,
    _slot: Slot,
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_comes_back_when_the_answer_is_sent_or_given_up() {
        let requests = Requests::new(Caps {
            per_source: 1,
            total: 10,
        });
        let client = IpAddr::from([192, 0, 2, 1]);
        let slot = requests.take(client).expect("the first");
        assert!(requests.take(client).is_none());
        assert!(requests.take(IpAddr::from([192, 0, 2, 2])).is_some());
        let response = slot.until_sent(Response::new(Body::from("a page")));
        assert_eq!(response.body().size_hint().exact(), Some(6));
        assert!(requests.take(client).is_none());
        drop(response);
        assert!(requests.take(client).is_some());
    }
}

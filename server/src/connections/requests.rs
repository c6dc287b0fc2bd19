//! How many requests of one client a trusted proxy may have passed on at a time. The connections are
//! the proxy's own, so that these cannot be counted by client.

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

/// Counts requests that are not answered to the end; cheap to clone.
#[derive(Clone)]
pub struct Requests(Arc<Shared>);

struct Shared {
    caps: Caps,
    open: Mutex<Count>,
}

/// One request; dropping it gives its place back.
pub struct Place {
    requests: Requests,
    source: Source,
}

impl Requests {
    /// So many at a time.
    pub fn new(caps: Caps) -> Self {
        Self(Arc::new(Shared {
            caps,
            open: Mutex::default(),
        }))
    }

    /// Takes one of that client, if there are not too many.
    pub fn take(&self, client: IpAddr) -> Option<Place> {
        let source = Source::from(client);
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.check(Some(source), self.0.caps).ok()?;
        open.add(Some(source));
        Some(Place {
            requests: self.clone(),
            source,
        })
    }
}

impl Place {
    /// Keeps the place until the response is sent or given up.
    pub fn until_sent(self, response: Response) -> Response {
        response.map(|body| Body::new(Held { body, _place: self }))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let open = &self.requests.0.open;
        let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
        open.remove(Some(self.source));
    }
}

struct Held {
    body: Body,
    _place: Place,
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
    fn a_place_comes_back_when_the_answer_is_sent_or_given_up() {
        let requests = Requests::new(Caps {
            per_source: 1,
            total: 10,
        });
        let client = IpAddr::from([192, 0, 2, 1]);
        let place = requests.take(client).expect("the first");
        assert!(requests.take(client).is_none());
        assert!(requests.take(IpAddr::from([192, 0, 2, 2])).is_some());
        let response = place.until_sent(Response::new(Body::from("a page")));
        assert_eq!(response.body().size_hint().exact(), Some(6));
        assert!(requests.take(client).is_none());
        drop(response);
        assert!(requests.take(client).is_some());
    }
}

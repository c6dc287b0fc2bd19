//! The head of a request that opens a transport. The library keeps it for as long as the transport
//! lives, and as it comes from the connection, its address and header values are slices of the 8 KiB
//! that the connection was read into: a few words of it would keep all of them.

use axum::{
    extract::{OriginalUri, Request},
    http::{HeaderMap, HeaderValue, Uri},
};

/// The request with a head of its own.
pub(super) fn detached(request: Request) -> Request {
    let (mut head, body) = request.into_parts();
    if let Some(uri) = copy_of_uri(&head.uri) {
        head.uri = uri;
    }
    // The router has noted the address once more, for routers within it.
    if head.extensions.get::<OriginalUri>().is_some() {
        head.extensions.insert(OriginalUri(head.uri.clone()));
    }
    head.headers = copy_of_headers(&head.headers);
    Request::from_parts(head, body)
}

/// `None` if it cannot be written as it was read, which no address does.
fn copy_of_uri(uri: &Uri) -> Option<Uri> {
    uri.to_string().parse().ok()
}

fn copy_of_headers(headers: &HeaderMap) -> HeaderMap {
    let mut copy = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        // A copied value is as valid as the one that it is a copy of.
        if let Ok(mut own) = HeaderValue::from_bytes(value.as_bytes()) {
            own.set_sensitive(value.is_sensitive());
            copy.append(name.clone(), own);
        }
    }
    copy
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, body::Bytes, http::header};

    use super::*;

    /// A request as it is read from a connection: all of it are slices of one buffer.
    fn request(buffer: &Bytes) -> Request {
        let mut request = Request::new(Body::empty());
        let uri = Uri::from_maybe_shared(buffer.slice(4..39)).expect("an address");
        *request.uri_mut() = uri.clone();
        request.extensions_mut().insert(OriginalUri(uri));
        let value = HeaderValue::from_maybe_shared(buffer.slice(49..60)).expect("a value");
        request.headers_mut().insert(header::COOKIE, value.clone());
        request.headers_mut().append(header::COOKIE, value);
        request
    }

    #[test]
    fn a_detached_head_says_the_same_and_keeps_no_other_memory() {
        let text = b"GET /socket.io/?EIO=4&transport=polling HTTP/1.1 token=01234\xe9 ".to_vec();
        let buffer = Bytes::from(text);
        let before = request(&buffer);
        let (uri, headers) = (before.uri().clone(), before.headers().clone());
        let after = detached(before);
        assert_eq!(after.uri(), &uri);
        assert_eq!(after.headers(), &headers);
        drop((uri, headers));
        assert!(buffer.is_unique(), "the head still refers to the buffer");
    }
}

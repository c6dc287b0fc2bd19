//! Extractors for path parameters, queries, forms and JSON. Requests that cannot be read are
//! answered with Natter's own messages: people get a page, programs a typed error.

mod form;
mod json;
mod path;
mod query;

pub(crate) use form::Posted;
pub(crate) use json::JsonBody;
pub(crate) use path::Path;
pub(crate) use query::Query;

use percent_encoding::percent_decode;

/// Whether everything percent-encoded in it is UTF-8. axum's extractors replace invalid bytes by a
/// replacement character; what people send must be stored as it is or refused.
fn is_text(encoded: &[u8]) -> bool {
    percent_decode(encoded).decode_utf8().is_ok()
}

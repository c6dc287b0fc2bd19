//! What a request carries: parts of its path, its query, a form, JSON. What cannot be read is
//! answered in Natter's own words, to people with a page and to programs with a typed error.

mod form;
mod json;
mod path;
mod query;

pub(super) use form::TextForm;
pub(super) use json::JsonBody;
pub(super) use path::Path;
pub(super) use query::Query;

use percent_encoding::percent_decode;

/// Whether all that is encoded there is text. axum's extractors put a replacement character in the
/// place of bytes that are none; what people send is to be kept as it is or refused.
fn is_text(encoded: &[u8]) -> bool {
    percent_decode(encoded).decode_utf8().is_ok()
}

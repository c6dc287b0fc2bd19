//! Takes over a page that the server has rendered.

use leptos::{mount::hydrate_body, prelude::*};

use crate::{
    json,
    page_data::RoomPageData,
    room::{RoomPage, RoomPageProps},
};

/// Reads the page's data and hydrates the room with it. Without data the page stays as it is: it
/// works by links and forms.
pub fn hydrate() {
    if let Some(data) = page_data() {
        hydrate_body(move || RoomPage(RoomPageProps { data }));
    }
}

/// Pages of other kinds have none.
fn page_data() -> Option<RoomPageData> {
    let data = document().get_element_by_id("page-data")?.text_content()?;
    json::read(&data)
}

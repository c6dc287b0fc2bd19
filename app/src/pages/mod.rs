//! All pages: which address shows what, and what its window is called. Drawn on the server alone, so
//! types may be erased here at will.

mod notice;

use leptos::{either::Either, prelude::*};

use crate::{
    page_data::Page,
    room::{RoomPage, RoomPageProps},
    text::room_name::label,
};

/// What stands in `<body>`. The room is the browser's own view and stays as it is.
pub fn page(page: Page) -> impl IntoView {
    match page {
        Page::Room(data) => Either::Left(RoomPage(RoomPageProps { data: *data })),
        other => Either::Right(still(other)),
    }
}

/// The pages that have no script.
fn still(page: Page) -> AnyView {
    match page {
        Page::Problem(problem) => notice::problem(problem),
        _ => notice::not_found(),
    }
}

/// Title of the window.
pub fn title(page: &Page) -> String {
    let title = match page {
        Page::Room(data) => return format!("{} · {}", label(&data.room, data.me.id), data.place),
        Page::Problem(_) => "Something went wrong",
        _ => "Not found",
    };
    format!("{title} · Natter")
}

use leptos::prelude::*;

use crate::{
    page_data::RoomPageData,
    pages::Page,
    room::{RoomPage, RoomPageProps},
    text::room_name::window_title,
};

impl Page for RoomPageData {
    fn title(&self) -> String {
        window_title(&self.room, self.me.id, &self.workspace)
    }

    fn hydration_data(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    fn view(self) -> AnyView {
        RoomPage(RoomPageProps { data: self }).into_any()
    }
}

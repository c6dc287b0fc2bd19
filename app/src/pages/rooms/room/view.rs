use crate::{
    page_data::RoomPageData,
    pages::{
        Page,
        html::{Html, IntoHtml as _},
    },
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

    fn view(self) -> Html {
        RoomPage(RoomPageProps { data: self }).into_html()
    }
}

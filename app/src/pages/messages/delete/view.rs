use leptos::prelude::*;

use super::{DeleteMessagePage, form::DeleteMessage};
use crate::pages::{
    Page,
    form::Form,
    html::Html,
    messages::{NEXT, quoted, sheet_page},
    parts::post_button,
};

impl Page for DeleteMessagePage {
    fn title(&self) -> String {
        self.frame.title("Delete message")
    }

    fn view(self) -> Html {
        let frame = &self.frame;
        let body = view! {
            {quoted(&frame.message)}
            <p class="intro">
                "Its text and its earlier versions are deleted for everyone. This cannot be undone."
            </p>
            <div class="buttons">
                {post_button(
                    frame.path(DeleteMessage::ROUTE),
                    "Delete",
                    "button danger",
                    &[(NEXT, frame.after())],
                )}
                <a class="button quiet" href=frame.after() data-close="">
                    "Cancel"
                </a>
            </div>
        };
        sheet_page(frame, "Delete this message?", body)
    }
}

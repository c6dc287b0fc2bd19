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
        let (undo, told) = match self.undo_for.as_secs() {
            0 => (
                "This cannot be undone.".to_owned(),
                "Message deleted".to_owned(),
            ),
            seconds => {
                let time = if seconds == 60 {
                    "a minute".to_owned()
                } else {
                    format!("{seconds} seconds")
                };
                let told = format!("Message deleted. Undo is in its place for {time}.");
                (format!("You can undo this for {time}."), told)
            }
        };
        let body = view! {
            {quoted(&frame.message)}
            <p class="intro">
                {format!("Its text and its earlier versions are deleted for everyone. {undo}")}
            </p>
            <div class="buttons" data-announce=told>
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

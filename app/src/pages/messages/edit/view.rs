use leptos::prelude::*;

use super::{
    EditMessagePage,
    form::{BODY, EditMessage},
};
use crate::pages::{
    Page,
    form::Form,
    html::Html,
    messages::{NEXT, sheet_page},
    parts::{TextArea, summary},
};

impl Page for EditMessagePage {
    fn title(&self) -> String {
        self.frame.title("Edit message")
    }

    fn view(self) -> Html {
        let (frame, form) = (&self.frame, &self.form);
        let body = view! {
            <form class="form" method="post" action=frame.path(EditMessage::ROUTE)>
                {summary(&form.errors)}
                <input type="hidden" name=NEXT.name value=frame.after() />
                <TextArea
                    field=form.field(BODY)
                    label="Message"
                    hint="Earlier versions can be seen by everyone who sees the message."
                />
                <button class="button">"Save"</button>
            </form>
        };
        sheet_page(frame, "Edit message", body)
    }
}

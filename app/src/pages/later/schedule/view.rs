use leptos::prelude::*;

use super::{
    ScheduleMessagePage,
    form::{BODY, CLIENT_ID, IN_ROOM, REPLY_TO, THREAD},
};
use crate::{
    pages::{
        Page,
        form::address,
        html::Html,
        later::{
            scheduled::ScheduledPage,
            time::{self, CHOSEN, WHEN},
        },
        parts::{TextArea, over_room, summary, time_zone_script},
    },
    text::room_name::label,
};

impl Page for ScheduleMessagePage {
    fn title(&self) -> String {
        let room = label(&self.room, self.me);
        format!("Schedule message · {room} · {}", self.workspace)
    }

    fn view(self) -> Html {
        let form = &self.form;
        let hidden = [CLIENT_ID, REPLY_TO, THREAD, IN_ROOM].map(|field| {
            let value = form.fields.get(field).to_owned();
            (!value.is_empty())
                .then(|| view! { <input type="hidden" name=field.name value=value /> })
        });
        let room = label(&self.room, self.me);
        let back = format!("/r/{}", self.room.slug);
        let body = view! {
            <form class="form" method="post" action=address(Self::ROUTE, self.room.slug.as_str())>
                {summary(&form.errors)}
                {hidden.into_iter().collect_view()}
                <TextArea
                    field=form.field(BODY)
                    label="Message"
                    hint=format!("It is sent to {room} for you, if you can post there then.")
                />
                {time::fields(form)}
                {time::zone_field(form, self.zone.as_ref())}
                <button class="button" name=WHEN.name value=CHOSEN>
                    "Schedule"
                </button>
                <p class="hint">"Or without choosing a date:"</p>
                {time::presets()}
                <p>
                    <a href=ScheduledPage::PATH data-sheet="">
                        "Your scheduled messages"
                    </a>
                </p>
            </form>
            {time_zone_script()}
        };
        over_room(back, &room, "Schedule message", body)
    }
}

use domain::local_time::Zone;
use leptos::prelude::*;

use super::RemindPage;
use crate::pages::{
    Page,
    form::Form,
    html::Html,
    later::{
        reminders::{
            RemindersPage,
            form::{MESSAGE, RemoveReminder},
        },
        time::{self, CHOSEN, WHEN},
    },
    messages::{NEXT, quoted, sheet_page},
    parts::{notice, post_button, summary, time_zone_script},
};

impl Page for RemindPage {
    fn title(&self) -> String {
        self.frame.title("Remind me")
    }

    fn view(self) -> Html {
        let (frame, form) = (&self.frame, &self.form);
        let next = frame.next.clone().map(|next| {
            view! { <input type="hidden" name=NEXT.name value=next /> }
        });
        let current = self.at.map(|at| {
            let zone = self.zone.clone().unwrap_or_else(|| Zone::named(None));
            let words = zone.words(at.millis());
            let (words, name) = (format!("You will be reminded: {words}"), zone.name());
            let fields = [(MESSAGE, frame.message.id.to_string())];
            view! {
                {notice(Some(format!("{words} ({name}).")))}
                <div class="buttons">
                    <a class="button" href=frame.after() data-close="">
                        "Done"
                    </a>
                    {post_button(RemoveReminder::ROUTE, "Remove reminder", "button quiet", &fields)}
                </div>
                <h2>"Another time"</h2>
            }
        });
        let body = view! {
            {quoted(&frame.message)}
            {current}
            <form class="form" method="post" action=frame.path(Self::ROUTE)>
                {summary(&form.errors)}
                {next}
                {time::fields(form)}
                {time::zone_field(form, self.zone.as_ref())}
                <button class="button" name=WHEN.name value=CHOSEN>
                    "Remind me"
                </button>
                <p class="hint">"Or without choosing a date:"</p>
                {time::presets()}
                <p>
                    <a href=RemindersPage::PATH data-sheet="">
                        "Your reminders"
                    </a>
                </p>
            </form>
            {time_zone_script()}
        };
        sheet_page(frame, "Remind me about this message", body)
    }
}

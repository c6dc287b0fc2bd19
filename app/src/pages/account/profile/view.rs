//! How others see one.

use leptos::prelude::*;
use protocol::{AvatarColour, Contact};

use super::form::{
    BIO, COLOUR, CONTACT, NAME, PRONOUNS, SaveProfile, SetContact, TIME_ZONE, colour,
};
use crate::{
    pages::{
        Page,
        account::profile::ProfilePage,
        auth::registration::EMAIL,
        form::{Form, FormState, RawForm},
        html::{Html, IntoHtml as _},
        parts::{Choice, Radios, TextArea, TextField, framed, notice, summary, time_zone_script},
    },
    text::{escaped::escaped, initials::initials},
};

impl Page for ProfilePage {
    fn title(&self) -> String {
        "Profile · Settings · Natter".into()
    }

    fn view(self) -> Html {
        let form = &self.form;
        let handle = self.handle.to_string();
        let body = view! {
            {notice(self.notice)}
            <form class="form" method="post" action=SaveProfile::ROUTE>
                {summary(&form.errors)}
                <TextField
                    field=form.field(NAME)
                    label="Name"
                    autocomplete="name"
                />
                <div class="field">
                    <p class="label">"Handle"</p>
                    <p>
                        <a href=format!("/people/{}", escaped(&handle))>{format!("@{handle}")}</a>
                        <span class="hint">" — cannot be changed."</span>
                    </p>
                </div>
                {colours(form.fields.get(NAME), colour(&form.fields))}
                <TextField
                    field=form.field(PRONOUNS)
                    label="Pronouns"
                />
                <TextArea
                    field=form.field(BIO)
                    label="About you"
                />
                <TextField
                    field=form.field(EMAIL)
                    label="Email address"
                    hint="Not shown to others."
                    autocomplete="email"
                />
                <TextField
                    field=form.field(TIME_ZONE)
                    label="Time zone"
                    hint="For example Europe/Berlin. Others see your local time."
                />
                <button class="button">"Save"</button>
            </form>
            {contact(self.contact)}
            {time_zone_script()}
        };
        framed(&self.frame, Self::PATH, "Profile", body)
    }
}

/// Who may put the reader into rooms.
fn contact(chosen: Contact) -> Html {
    let form = FormState::with(RawForm::default().with(CONTACT, chosen.as_str()));
    let field = form.field(CONTACT);
    let choices = Contact::ALL.into_iter().map(|one| {
        let (label, hint) = match one {
            Contact::Everyone => ("Everyone", ""),
            Contact::Shared => (
                "People I share a room with",
                "Rooms that the whole workspace is in do not count.",
            ),
            Contact::Nobody => ("No one", ""),
        };
        Choice::new(one.as_str(), label, hint)
    });
    view! {
        <section class="part" aria-labelledby="contact-heading">
            <h2 id="contact-heading">"Privacy"</h2>
            <p class="hint">
                "Who can start a direct message or group with you, or add you to a room. People you ignore never can. You stay in the rooms you are already in."
            </p>
            <form method="post" action=SetContact::ROUTE>
                <Radios
                    field=field
                    legend="Who can add you"
                    choices=choices.collect()
                />
                <button class="button">"Change who can add you"</button>
            </form>
        </section>
    }
    .into_html()
}

fn colours(name: &str, chosen: Option<AvatarColour>) -> Html {
    let letters = initials(name);
    let one = move |number: u8| {
        let class = format!("avatar avatar-{number}");
        let checked = chosen.is_some_and(|colour| colour.get() == number);
        let label = format!("Colour {number}");
        view! {
            <label class="colour">
                <input
                    type="radio"
                    name=COLOUR.name
                    value=number.to_string()
                    checked=checked
                    aria-label=label
                />
                <span class=class aria-hidden="true">
                    {letters.clone()}
                </span>
            </label>
        }
    };
    view! {
        <fieldset class="choices" id=COLOUR.id()>
            <legend>"Avatar colour"</legend>
            <div class="colours">
                {(1..=AvatarColour::COUNT).map(one).collect_view()} <label class="colour any">
                    <input type="radio" name=COLOUR.name value="" checked=chosen.is_none() />
                    <span>"Automatic"</span>
                </label>
            </div>
        </fieldset>
    }
    .into_html()
}

//! How others see one.

use leptos::prelude::*;
use protocol::{AvatarColour, Contact, limits::MAX_NAME_CHARS};

use crate::{
    pages::{
        Page,
        account::profile::ProfilePage,
        form::why,
        parts::{Choice, Radios, TextArea, TextField, framed, notice, summary, time_zone_script},
    },
    text::{escaped::escaped, initials::initials},
};

impl Page for ProfilePage {
    fn title(&self) -> String {
        "Profile · Settings · Natter".into()
    }

    fn view(self) -> AnyView {
        let errors = &self.errors;
        let handle = self.handle.to_string();
        let body = view! {
            {notice(self.notice)}
            <form class="form" method="post" action="/settings/profile">
                {summary(errors, "")}
                <TextField
                    name="name"
                    label="Name"
                    value=self.name.clone()
                    why=why(errors, "name")
                    autocomplete="name"
                    max=MAX_NAME_CHARS
                />
                <div class="field">
                    <p class="label">"Handle"</p>
                    <p>
                        <a href=format!("/people/{}", escaped(&handle))>{format!("@{handle}")}</a>
                        <span class="hint">" — cannot be changed."</span>
                    </p>
                </div>
                {colours(&self.name, self.colour)}
                <TextField
                    name="pronouns"
                    label="Pronouns"
                    value=self.pronouns
                    why=why(errors, "pronouns")
                    max=32
                    may_be_empty=true
                />
                <TextArea
                    name="bio"
                    label="About you"
                    value=self.bio
                    why=why(errors, "bio")
                    max=500
                />
                <TextField
                    name="email"
                    label="Email address"
                    hint="Not shown to others."
                    value=self.email
                    why=why(errors, "email")
                    kind="email"
                    autocomplete="email"
                    may_be_empty=true
                />
                <TextField
                    name="time_zone"
                    label="Time zone"
                    hint="For example Europe/Berlin. Others see your local time."
                    value=self.time_zone
                    why=why(errors, "time_zone")
                    max=64
                    may_be_empty=true
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
fn contact(chosen: Contact) -> AnyView {
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
            <form method="post" action="/settings/contact">
                <Radios
                    name="contact"
                    legend="Who can add you"
                    choices=choices.collect()
                    chosen=chosen.as_str()
                    why=None
                />
                <button class="button">"Change who can add you"</button>
            </form>
        </section>
    }
    .into_any()
}

fn colours(name: &str, chosen: Option<AvatarColour>) -> AnyView {
    let letters = initials(name);
    let one = move |number: u8| {
        let class = format!("avatar avatar-{number}");
        let checked = chosen.is_some_and(|colour| colour.get() == number);
        let label = format!("Colour {number}");
        view! {
            <label class="colour">
                <input
                    type="radio"
                    name="colour"
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
        <fieldset class="choices" id="colour">
            <legend>"Avatar colour"</legend>
            <div class="colours">
                {(1..=AvatarColour::COUNT).map(one).collect_view()} <label class="colour any">
                    <input type="radio" name="colour" value="" checked=chosen.is_none() />
                    <span>"Automatic"</span>
                </label>
            </div>
        </fieldset>
    }
    .into_any()
}

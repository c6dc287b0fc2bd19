use leptos::prelude::*;
use protocol::limits::POLL_OPTIONS;

use super::{
    NewPollPage,
    form::{
        ANONYMOUS, CLIENT_ID, CLOSES, CLOSINGS, CreatePoll, MULTIPLE, OPTION, QUESTION, THREAD,
    },
};
use crate::{
    pages::{
        Page,
        form::{Form, address},
        html::{Html, IntoHtml as _},
        parts::{Check, Choice, Radios, TextField, over_room, summary},
    },
    text::room_name::label,
};

/// Answers that there is space for at first.
const AT_FIRST: usize = 4;

impl Page for NewPollPage {
    fn title(&self) -> String {
        let room = label(&self.room, self.me);
        format!("Create a poll · {room} · {}", self.workspace)
    }

    fn view(self) -> Html {
        let form = &self.form;
        let closings = CLOSINGS.map(|(value, label, _)| Choice::new(value, label, ""));
        let hidden = [CLIENT_ID, THREAD].map(|field| {
            let value = form.fields.get(field).to_owned();
            view! { <input type="hidden" name=field.name value=value /> }
        });
        let body = view! {
            <form
                class="form"
                method="post"
                action=address(CreatePoll::ROUTE, self.room.slug.as_str())
            >
                {summary(&form.errors)}
                {hidden.collect_view()}
                <TextField field=form.field(QUESTION) label="Question" />
                {self.answers()}
                <Check
                    name=MULTIPLE.name
                    label="Several answers can be chosen"
                    checked=form.fields.is_checked(MULTIPLE)
                />
                <Check
                    name=ANONYMOUS.name
                    label="Anonymous"
                    hint="No one can see who voted for what, not even admins."
                    checked=form.fields.is_checked(ANONYMOUS)
                />
                <Radios field=form.field(CLOSES) legend="Closes" choices=closings.into() />
                <div class="buttons">
                    <button class="button">"Create poll"</button>
                    <a class="button quiet" href=self.after() data-close="">
                        "Cancel"
                    </a>
                </div>
            </form>
        };
        let back = format!("/r/{}", self.room.slug);
        over_room(back, &label(&self.room, self.me), "Create a poll", body)
    }
}

impl NewPollPage {
    /// The room, or the thread.
    fn after(&self) -> String {
        match self.form.fields.get(THREAD) {
            "" => format!("/r/{}", self.room.slug),
            root => format!("/m/{root}/thread"),
        }
    }

    /// A field for each answer: the first of them, and the others where they are asked for.
    fn answers(&self) -> Html {
        let texts = self.form.fields.all(OPTION).map(str::to_owned);
        let texts: Vec<String> = texts.take(*POLL_OPTIONS.end()).collect();
        let is_given = |text: &String| !text.trim().is_empty();
        let given = texts.iter().rposition(is_given).map_or(0, |last| last + 1);
        let first = given.max(AT_FIRST);
        let error = self.form.errors.get(OPTION).map(str::to_owned);
        let (id, is_bad) = (OPTION.id(), error.is_some());
        let answer = |at: usize| {
            view! {
                <div class="prefix">
                    <span aria-hidden="true">{at + 1}</span>
                    <input
                        id=(at == 0).then(|| id.clone())
                        name=OPTION.name
                        type="text"
                        dir="auto"
                        autocomplete="off"
                        aria-label=format!("Answer {}", at + 1)
                        aria-invalid=is_bad.then_some("true")
                        aria-describedby=is_bad.then(|| format!("{id}-why"))
                        maxlength=OPTION.max_chars.map(|most| most.to_string())
                        value=texts.get(at).cloned().unwrap_or_default()
                    />
                </div>
            }
        };
        let more = (first < *POLL_OPTIONS.end()).then(|| {
            view! {
                <details>
                    <summary>"More answers"</summary>
                    {(first..*POLL_OPTIONS.end()).map(answer).collect_view()}
                </details>
            }
        });
        let why = error.map(|why| view! { <p class="why" id=format!("{id}-why")>{why}</p> });
        view! {
            <fieldset class=if is_bad { "field answers bad" } else { "field answers" }>
                <legend class="label">"Answers"</legend>
                {(0..first).map(answer).collect_view()}
                {more}
                {why}
            </fieldset>
        }
        .into_html()
    }
}

//! Where one is signed in.

use leptos::{nonce::use_nonce, prelude::*};
use protocol::Timestamp;

use super::form::{EndOtherSessions, EndSession, LinkPhone, PASSKEY, PASSWORD, SESSION};
use crate::{
    chrome::icon::Icon,
    pages::{
        Page,
        account::sessions::{Device, PhoneLink, SecurityEvent, SessionRow, SessionsPage},
        form::{Form, FormState},
        html::{Html, IntoHtml as _},
        parts::{
            TextField, action, framed, notice, one_time_link, part, post_button, summary, when,
            when_exact,
        },
    },
};

const COMPUTER: &str = "M4 4h12a1.5 1.5 0 0 1 1.5 1.5v7A1.5 1.5 0 0 1 16 14H4a1.5 1.5 0 0 1-1.5-1.5v-7A1.5 1.5 0 0 1 4 4zM7 17h6";
const PHONE: &str = "M8 2.5h4a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2v-11a2 2 0 0 1 2-2z";
const PROGRAM: &str = "m5 7 3 3-3 3M10 14h5";

impl Page for SessionsPage {
    fn title(&self) -> String {
        "Sessions · Settings · Natter".into()
    }

    fn view(self) -> Html {
        let now = self.now;
        let has_others = self.sessions.len() > 1;
        let rows = self.sessions.into_iter().map(|session| row(session, now));
        let end_others = has_others.then(|| {
            action(
                EndOtherSessions::ROUTE,
                "End all other sessions",
                "button danger",
            )
        });
        let body = view! {
            <p class="intro">"The devices where you are signed in. Ending a session disconnects it immediately."</p>
            {notice(self.notice)}
            <ul class="rows">{rows.collect_view()}</ul>
            {end_others}
            {phone(self.phone)}
            {security(self.security)}
        };
        framed(&self.frame, Self::PATH, "Sessions", body)
    }
}

fn row(session: SessionRow, now: Timestamp) -> Html {
    let icon = match session.device {
        Device::Computer => COMPUTER,
        Device::Phone => PHONE,
        Device::Program => PROGRAM,
    };
    let tag = session
        .is_this
        .then(|| view! { <span class="tag">"This session"</span> });
    let end = (!session.is_this).then(|| {
        let fields = [(SESSION, session.id.clone())];
        post_button(EndSession::ROUTE, "End session", "button quiet", &fields)
    });
    view! {
        <li>
            <Icon path=icon />
            <div>
                <b>{session.browser}</b>
                {tag}
                <small>{session.address} " · " {when(now, session.last_seen)}</small>
            </div>
            {end}
        </li>
    }
    .into_html()
}

/// Nothing, where nobody else has done anything.
fn security(events: Vec<SecurityEvent>) -> Html {
    if events.is_empty() {
        return ().into_html();
    }
    let rows = events.into_iter().map(|event| {
        view! {
            <li>
                <div>
                    {event.said}
                    <small>{when_exact(event.at)}</small>
                </div>
            </li>
        }
    });
    let body = view! {
        <p class="hint">
            "Admin actions on your account. If you did not ask for one, change your password and ask the admin about it."
        </p>
        <ul class="rows">{rows.collect_view()}</ul>
    };
    part("security", "Recent security activity", ().into_html(), body)
}

fn phone(link: PhoneLink) -> Html {
    let (result, body) = match link {
        PhoneLink::Shown(link) => (
            ().into_html(),
            one_time_link(
                link,
                "Scan this with your phone's camera, or open the link there.",
            ),
        ),
        PhoneLink::Ask(form) => (summary(&form.errors), ask(&form, ())),
        PhoneLink::AskForEither(state) => {
            let instead = view! {
                <button
                    type="button"
                    class="button quiet"
                    hidden
                    data-passkey="phone"
                    aria-describedby="passkey-result"
                >
                    "Use a passkey"
                </button>
                <input type="hidden" name=PASSKEY.name />
            };
            let form = view! {
                {ask(&state, instead)}
                <p class="why" id="passkey-result" role="alert"></p>
                <script type="module" src="/passkeys.js" nonce=use_nonce()></script>
            };
            (summary(&state.errors), form.into_html())
        }
    };
    part("phone", "Sign in on your phone", result, body)
}

/// The form that asks for the password, with what else would do.
fn ask(form: &FormState, instead: impl IntoView + 'static) -> Html {
    view! {
        <p class="hint">"Shows a QR code that signs in your phone. It works once, within five minutes."</p>
        <form class="one-line" method="post" action=LinkPhone::ROUTE>
            <TextField
                field=form.field(PASSWORD)
                label="Your password"
                autocomplete="current-password"
            />
            <button class="button">"Show QR code"</button>
            {instead}
        </form>
    }
    .into_html()
}

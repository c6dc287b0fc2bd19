//! The box to write in. It is a plain form until the script has come, and works as one.

use leptos::{ev, html, prelude::*};
use protocol::{Quote, Role, limits::MAX_BODY_CHARS};

use super::{dom, message::push_quote};
use crate::{
    chrome::icon::{CLOCK, CLOSE, Icon, POLL, SEND, SMILE},
    live::Live,
    page_data::ComposerForm,
    text::room_name::{self, label},
};

/// Characters left from which on they are counted.
const COUNT_FROM: usize = 500;

/// Whether a text is a slash command, which the server carries out: see `domain::command`.
fn is_command(text: &str) -> bool {
    text.starts_with('/') && !text.starts_with("//")
}

/// Enter sends, Shift+Enter breaks the line, Ctrl+Enter sends anywhere. The keyboard on a touch screen
/// breaks the line, as it has no Shift+Enter; there the button sends. Up in an empty box edits one's
/// last message.
#[component]
pub fn Composer(
    /// The form as the server gave it.
    form: ComposerForm,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let area = NodeRef::<html::Textarea>::new();
    let problem = RwSignal::new(form.error);
    let submit = move || {
        let Some(area) = area.get_untracked() else {
            return false;
        };
        let text = area.value();
        if is_command(&text) {
            return false;
        }
        // Two slashes begin a text.
        let text = text.strip_prefix("/").unwrap_or(&text);
        match live.outbox.send(text) {
            Ok(()) => {
                problem.set(None);
                dom::scroll_to_end(live.timeline);
            }
            Err(reason) => problem.set(Some(format!("Not sent: {reason}."))),
        }
        let _ = area.focus();
        true
    };
    let on_submit = move |event: ev::SubmitEvent| {
        if !dom::is_for_another_page(&event) && submit() {
            event.prevent_default();
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let is_done = if event.key() == "ArrowUp" {
            live.outbox.draft().with_untracked(String::is_empty) && live.timeline.edit_last_own()
        } else {
            // The form itself is sent with a command.
            dom::sends(&event)
                && (submit()
                    || area
                        .get_untracked()
                        .is_some_and(|area| dom::submit_form(&area)))
        };
        if is_done {
            event.prevent_default();
        }
    };
    let on_input = move |_| {
        if let Some(area) = area.get_untracked() {
            live.outbox.set_draft(area.value());
            problem.set(None);
        }
    };
    // What was typed before the script came is in the box already, and wins over what was stored.
    Effect::new(move |is_restored: Option<bool>| {
        let draft = live.outbox.draft();
        draft.track();
        let Some(area) = area.get() else {
            return false;
        };
        if is_restored != Some(true) {
            live.outbox.restore_draft(area.value());
            dom::name_enter_key(&area);
        }
        dom::show_draft(&area, &draft.read_untracked());
        true
    });
    let (room, me) = (live.rooms.current(), live.rooms.reader());
    let root = live.timeline.root();
    let label = move || match root {
        Some(_) => "Reply in thread".to_owned(),
        None => room.with(|room| format!("Message {}", label(room, me))),
    };
    let form_id = if root.is_some() {
        "thread-composer"
    } else {
        "composer"
    };
    let in_room = live.outbox.in_room();
    let also = root.map(|_| {
        let words =
            move || room.with(|room| format!("Also send to {}", room_name::label(room, me)));
        view! {
            <label class="also">
                <input
                    type="checkbox"
                    name="in_room"
                    checked=in_room.get_untracked()
                    prop:checked=in_room
                    on:change=move |event| in_room.set(event_target_checked(&event))
                />
                <span dir="auto">{words}</span>
            </label>
        }
    });
    let reply = live.outbox.reply();
    let reply_to =
        move || reply.with(|reply| reply.as_ref().map(|quote| quote.message.to_string()));
    let cancel_path = match root {
        Some(root) => format!("/m/{root}/thread"),
        None => room.with_untracked(|room| format!("/r/{}", room.slug)),
    };
    let on_cancel = move |event: ev::MouseEvent| {
        event.prevent_default();
        live.outbox.set_reply(None);
        if let Some(area) = area.get_untracked() {
            let _ = area.focus();
        }
    };
    // The room's address may lead to another one when the form is sent; its id does not.
    let action = format!("/r/{}/messages", live.rooms.current_id());
    // A page of its own, which the sheet shows (public/sheet.js).
    let schedule = (live.rooms.role() != Role::Visitor).then(|| {
        view! {
            <button
                class="pick later"
                formaction=format!("/r/{}/schedule", live.rooms.current_id())
                formnovalidate
                data-sheet=""
                aria-label="Schedule message"
            >
                <Icon path=CLOCK />
            </button>
        }
    });
    let left = move || {
        let length = live.outbox.draft().with(|draft| draft.chars().count());
        let left = MAX_BODY_CHARS.checked_sub(length);
        match left {
            Some(left) if left > COUNT_FROM => String::new(),
            Some(left) => format!("{left} characters left"),
            None => format!("{} characters too many", length - MAX_BODY_CHARS),
        }
    };
    let mut poll_path = format!("/r/{}/poll", live.rooms.current_id());
    if let Some(root) = root {
        poll_path.push_str("?thread=");
        poll_path.push_str(&root.to_string());
    }
    view! {
        <form
            class="composer"
            id=form_id
            method="post"
            action=action
            on:submit=on_submit
        >
            <input type="hidden" name="client_id" value=form.client_id.to_string() />
            {form.confirms.then(|| view! { <input type="hidden" name="confirmed" value="yes" /> })}
            <input type="hidden" name="reply_to" value=reply_to />
            <input type="hidden" name="thread" value=root.map(|root| root.to_string()) />
            <p class="replying" hidden=move || reply.with(Option::is_none)>
                <span inner_html=move || reply.with(|reply| replying(reply.as_ref()))></span>
                <a class="icon" href=cancel_path aria-label="Cancel reply" on:click=on_cancel>
                    <Icon path=CLOSE />
                </a>
            </p>
            <p class="composer-note">
                <span class="problem" role="alert">
                    {problem}
                </span>
                <span class="left">{left}</span>
            </p>
            {also}
            // Filled and opened by public/composer/, as the list above the box is.
            <div class="format" role="toolbar" aria-label="Formatting" hidden></div>
            <div class="composer-box">
                <textarea
                    id=live.timeline.composer_id()
                    name="body"
                    dir="auto"
                    rows="1"
                    placeholder=label
                    aria-label=label
                    autocomplete="off"
                    enterkeyhint="enter"
                    required
                    node_ref=area
                    on:keydown=on_key
                    on:input=on_input
                >
                    {form.text}
                </textarea>
                <a class="pick poll-link" href=poll_path data-sheet="" aria-label="Create a poll">
                    <Icon path=POLL />
                </a>
                <button
                    class="pick"
                    type="button"
                    data-opens="format"
                    aria-label="Formatting"
                    aria-expanded="false"
                >
                    "Aa"
                </button>
                <button class="pick" type="button" data-opens="emoji" aria-label="Emoji">
                    <Icon path=SMILE />
                </button>
                {schedule}
                <button class="send" aria-label="Send">
                    <Icon path=SEND />
                </button>
            </div>
        </form>
    }
}

/// "Replying to Ada: …", as HTML.
fn replying(quote: Option<&Quote>) -> String {
    let mut html = String::new();
    if let Some(quote) = quote {
        html.push_str("Replying to ");
        push_quote(&mut html, quote);
    }
    html
}

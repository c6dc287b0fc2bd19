//! Who reacted to a message, and the forms to do so.

use leptos::prelude::*;

use super::{
    MessagePage, ShownReaction,
    form::{EMOJI, REMOVE, ReactToMessage},
};
use crate::pages::{
    form::Form,
    html::{Html, IntoHtml as _},
    messages::NEXT,
    parts::{TextField, summary},
};

pub(super) fn reactions(page: &MessagePage) -> Html {
    let action = page.frame.path(ReactToMessage::ROUTE);
    // It stays open for another.
    let next = page.frame.page(MessagePage::ROUTE);
    let form = page.powers.react.then(|| {
        let quick = page.quick.iter().map(|emoji| {
            let emoji = emoji.as_str().to_owned();
            let (label, value) = (format!("React with {emoji}"), emoji.clone());
            view! {
                <button class="emoji" name=EMOJI.name value=value aria-label=label>
                    {emoji}
                </button>
            }
        });
        view! {
            <form class="quick" method="post" action=action.clone()>
                <input type="hidden" name=NEXT.name value=next.clone() />
                {quick.collect_view()}
            </form>
            <form class="one-line" method="post" action=action.clone()>
                {summary(&page.form.errors)}
                <input type="hidden" name=NEXT.name value=next.clone() />
                <TextField
                    field=page.form.field(EMOJI)
                    label="Another emoji"
                    hint="The emoji itself, or its name such as :tada:"
                />
                <button class="button quiet">"React"</button>
            </form>
        }
    });
    let list = page.reactions.iter().map(|one| {
        let kind = if page.powers.react {
            toggle(one, &action, &next)
        } else {
            view! { <b>{format!("{} {}", one.emoji, one.count)}</b> }.into_html()
        };
        // `public/reactors.js` reads it.
        view! {
            <li data-emoji=one.emoji.clone()>
                {kind}
                <span dir="auto">{names(one)}</span>
            </li>
        }
    });
    let list = list.collect_view();
    let list = (!list.is_empty()).then(|| view! { <ul class="reactors">{list}</ul> });
    view! {
        {form}
        {list}
    }
    .into_html()
}

fn toggle(one: &ShownReaction, action: &str, next: &str) -> Html {
    let (name, pressed) = if one.mine {
        (REMOVE.name, "true")
    } else {
        (EMOJI.name, "false")
    };
    let label = format!("{}, {}", one.emoji, one.count);
    view! {
        <form class="reactions" method="post" action=action.to_owned()>
            <input type="hidden" name=NEXT.name value=next.to_owned() />
            <button name=name value=one.emoji.clone() aria-pressed=pressed aria-label=label>
                {format!("{} {}", one.emoji, one.count)}
            </button>
        </form>
    }
    .into_html()
}

fn names(one: &ShownReaction) -> String {
    let names = one.names.join(", ");
    match u64::from(one.count).saturating_sub(one.names.len() as u64) {
        0 => names,
        1 => format!("{names} and 1 other"),
        more => format!("{names} and {more} others"),
    }
}

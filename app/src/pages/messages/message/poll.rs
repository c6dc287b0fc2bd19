//! A poll on its page: to vote in it, to see who did where that is told, and to end it.

use leptos::prelude::*;
use protocol::{MessageContent, Poll, Timestamp};

use super::{MessagePage, form::ClosePoll};
use crate::{
    pages::{
        form::Form,
        html::{Html, IntoHtml as _},
        messages::NEXT,
        parts::post_button,
    },
    room::PollForm,
    text::clock::Zone,
};

/// What a poll's page shows more than other messages.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PollDetails {
    /// When it is looked at.
    pub now: Timestamp,
    /// Who voted, for each answer; nothing if that is told nobody.
    pub voters: Vec<Vec<String>>,
}

/// The form, in place of the message's text.
pub(super) fn form(page: &MessagePage) -> Option<Html> {
    let (poll, details) = poll(page)?;
    let next = page.frame.page(MessagePage::ROUTE);
    let form = PollForm {
        id: page.frame.message.id,
        poll,
        now: details.now,
        zone: Zone::Utc,
        next: &next,
        is_offered: page.powers.vote,
    };
    Some(view! { <div class="body" dir="auto" inner_html=form.html()></div> }.into_html())
}

/// Who voted, and the button that ends it.
pub(super) fn details(page: &MessagePage) -> Option<Html> {
    let (poll, details) = poll(page)?;
    let may_close = page.powers.close_poll && !poll.is_closed(details.now);
    let close = may_close.then(|| {
        post_button(
            page.frame.path(ClosePoll::ROUTE),
            "Close poll",
            "button quiet",
            &[(NEXT, page.frame.page(MessagePage::ROUTE))],
        )
    });
    let voters = (!details.voters.is_empty()).then(|| voters(poll, &details.voters));
    Some(
        view! {
            {close}
            {voters}
        }
        .into_html(),
    )
}

fn poll(page: &MessagePage) -> Option<(&Poll, &PollDetails)> {
    match &page.frame.message.content {
        MessageContent::Poll(poll) => Some((poll, page.poll.as_ref()?)),
        MessageContent::Text(_) | MessageContent::Deleted => None,
    }
}

fn voters(poll: &Poll, voters: &[Vec<String>]) -> Html {
    let options = poll.options.iter().zip(voters);
    let answers = options.filter(|(_, names)| !names.is_empty());
    let answers = answers.map(|(option, names)| {
        let more = u64::from(option.count).saturating_sub(names.len() as u64);
        let names = match more {
            0 => names.join(", "),
            more => format!("{} and {more} more", names.join(", ")),
        };
        view! {
            <dt dir="auto">{option.text.clone()}</dt>
            <dd dir="auto">{names}</dd>
        }
    });
    view! {
        <section class="part">
            <h2>"Votes"</h2>
            <dl class="voters">{answers.collect_view()}</dl>
        </section>
    }
    .into_html()
}

use leptos::prelude::*;
use protocol::MessageContent;

use super::{
    MessagePage, Version,
    form::{PinMessage, SaveMessage},
    poll,
    reactions::reactions,
};
use crate::pages::{
    Page,
    form::Form,
    html::{Html, IntoHtml as _},
    messages::{
        NEXT, RESTORE, delete::form::DeleteMessage, edit::form::EditMessage,
        forward::form::ForwardMessage, quoted, quoted_with, remind::RemindPage, sheet_page,
    },
    parts::{post_button, when_exact},
};

impl Page for MessagePage {
    fn title(&self) -> String {
        self.frame.title("Message")
    }

    fn view(self) -> Html {
        let frame = &self.frame;
        let edit = self.powers.edit.then(|| {
            let href = frame.page(EditMessage::ROUTE);
            view! {
                <a class="button quiet" href=href data-sheet="">
                    "Edit"
                </a>
            }
        });
        let delete = self.powers.delete.then(|| {
            let href = frame.page(DeleteMessage::ROUTE);
            view! {
                <a class="button danger" href=href data-sheet="">
                    "Delete"
                </a>
            }
        });
        let remind = self.powers.remind.then(|| {
            let href = frame.page(RemindPage::ROUTE);
            view! {
                <a class="button quiet" href=href data-sheet="">
                    "Remind me"
                </a>
            }
        });
        let restore = self.powers.restore.then(|| {
            let fields = [(NEXT, frame.after())];
            post_button(frame.path(RESTORE), "Undo", "button", &fields)
        });
        let reply = (frame.message.content != MessageContent::Deleted).then(|| {
            view! {
                <a class="button quiet" href=frame.path("/m/{id}/reply")>
                    "Reply"
                </a>
            }
        });
        // The page stays, and says what the message is then.
        let stays = (NEXT, frame.page(Self::ROUTE));
        let pin = self.powers.pin.then(|| {
            let on = !frame.message.pinned;
            let words = if on { "Pin" } else { "Unpin" };
            let fields = [PinMessage::field(on), stays.clone()];
            post_button(
                frame.path(PinMessage::ROUTE),
                words,
                "button quiet",
                &fields,
            )
        });
        let save = self.powers.save.then(|| {
            let on = !self.is_saved;
            let words = if on {
                "Save for later"
            } else {
                "Remove from saved"
            };
            let fields = [SaveMessage::field(on), stays.clone()];
            post_button(
                frame.path(SaveMessage::ROUTE),
                words,
                "button quiet",
                &fields,
            )
        });
        let forward = self.powers.forward.then(|| {
            let href = frame.page(ForwardMessage::ROUTE);
            view! {
                <a class="button quiet" href=href data-sheet="">
                    "Forward"
                </a>
            }
        });
        let show = format!("Show in {}", frame.room_label());
        let versions = (!self.versions.is_empty())
            .then(|| versions(self.versions.clone(), self.has_more_versions));
        let message = match poll::form(&self) {
            Some(form) => quoted_with(&frame.message, form),
            None => quoted(&frame.message),
        };
        let body = view! {
            {message}
            {poll::details(&self)}
            {reactions(&self)}
            <div class="buttons">
                {restore}
                {reply}
                {edit}
                {forward}
                {pin}
                {save}
                <a class="button quiet" href=frame.in_room()>
                    {show}
                </a>
                {remind}
                // It needs the script of the sheet, which shows it.
                <button class="button quiet" type="button" hidden data-copy=frame.path(Self::ROUTE)>
                    "Copy link"
                </button>
                {delete}
            </div>
            {versions}
        };
        sheet_page(frame, "Message", body)
    }
}

fn versions(versions: Vec<Version>, has_more: bool) -> Html {
    let versions = versions.into_iter().map(|version| {
        view! {
            <li>
                <p class="hint">{when_exact(version.written_at)}</p>
                <div class="body" dir="auto">
                    {version.text}
                </div>
            </li>
        }
    });
    let more = has_more.then(|| view! { <p class="hint">"Older versions are not shown."</p> });
    view! {
        <section class="part">
            <h2>"Earlier versions"</h2>
            <ol class="versions">{versions.collect_view()}</ol>
            {more}
        </section>
    }
    .into_html()
}

use leptos::prelude::*;
use protocol::Room;

use super::{
    ForwardMessagePage,
    form::{CLIENT_ID, COMMENT, ForwardMessage, LEAVES_ROOM, NOTIFIES, ROOM},
};
use crate::{
    pages::{
        Page,
        form::Form,
        html::{Html, IntoHtml as _},
        messages::{NEXT, quoted, sheet_page},
        parts::{Check, TextArea, summary},
    },
    text::room_name::label,
};

impl Page for ForwardMessagePage {
    fn title(&self) -> String {
        self.frame.title("Forward message")
    }

    fn view(self) -> Html {
        let frame = &self.frame;
        let leaves_room = self.is_from_hidden_room().then(|| leaves_room(&self));
        let notifies = self
            .form
            .errors
            .get(COMMENT)
            .is_some_and(|why| why.contains("notifies"));
        let notifies =
            notifies.then(|| view! { <input type="hidden" name=NOTIFIES.name value="yes" /> });
        let next = frame.next.clone();
        let next = next.map(|next| view! { <input type="hidden" name=NEXT.name value=next /> });
        let client_id = self.form.field(CLIENT_ID).value;
        let body = view! {
            <form method="post" action=frame.path(ForwardMessage::ROUTE)>
                {summary(&self.form.errors)}
                <input type="hidden" name=CLIENT_ID.name value=client_id />
                {notifies}
                {next}
                {rooms(&self)}
                <TextArea
                    field=self.form.field(COMMENT)
                    label="Comment"
                    hint="Stands above the message."
                />
                {leaves_room}
                {quoted(&frame.message)}
                <p class="hint">
                    "The text is copied with its author’s name and a link. It notifies nobody whom it mentions, and stays where you send it, even if the message is edited or deleted here."
                </p>
                <div class="buttons">
                    <button class="button">"Forward"</button>
                    <a class="button quiet" href=frame.after() data-close="">
                        "Cancel"
                    </a>
                </div>
            </form>
        };
        sheet_page(frame, "Forward message", body)
    }
}

fn rooms(page: &ForwardMessagePage) -> Html {
    let field = page.form.field(ROOM);
    let (direct, named): (Vec<&Room>, Vec<&Room>) =
        page.rooms.iter().partition(|room| room.kind.is_direct());
    let group = |heading: &'static str, rooms: Vec<&Room>| {
        let options = rooms.into_iter().map(|room| {
            let id = room.id.to_string();
            let is_chosen = id == field.value;
            view! {
                <option value=id selected=is_chosen>
                    {label(room, page.frame.me)}
                </option>
            }
        });
        let options = options.collect_view();
        (!options.is_empty()).then(|| view! { <optgroup label=heading>{options}</optgroup> })
    };
    let (named, direct) = (group("Rooms", named), group("Direct messages", direct));
    let why = field.error.clone();
    let described = why.is_some().then(|| format!("{}-why", ROOM.id()));
    let class = if why.is_some() { "field bad" } else { "field" };
    let why = why.map(|why| view! { <p class="why" id=format!("{}-why", ROOM.id())>{why}</p> });
    view! {
        <div class=class>
            <label for=ROOM.id()>"Room or person"</label>
            <select id=ROOM.id() name=ROOM.name required aria-describedby=described>
                <option value="">"Choose one"</option>
                {named}
                {direct}
            </select>
            {why}
        </div>
    }
    .into_html()
}

/// The reader has to know that others see it then.
fn leaves_room(page: &ForwardMessagePage) -> Html {
    let frame = &page.frame;
    let whose = if frame.room.kind.is_direct() {
        "This message is from a direct conversation."
    } else {
        "This message is from a private room."
    };
    let field = page.form.field(LEAVES_ROOM);
    let is_checked = page.form.fields.is_checked(LEAVES_ROOM);
    let why = field.error.map(|why| view! { <p class="why">{why}</p> });
    view! {
        <div class="confirm" id=LEAVES_ROOM.id()>
            <Check
                name=LEAVES_ROOM.name
                label="Share it outside of this room"
                hint=format!("{whose} Where you forward it, others can read it.")
                checked=is_checked
            />
            {why}
        </div>
    }
    .into_html()
}

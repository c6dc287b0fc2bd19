//! Invites: those that there are, and one more.

use leptos::prelude::*;
use protocol::{Role, Room, Timestamp};

use super::form::{CreateInvite, DAYS, ID, INVITE, ROLE, ROOM, RevokeInvite, USES};
use crate::pages::{
    Page,
    form::{Form, FormState},
    html::{Html, IntoHtml as _},
    parts::{
        Check, Choice, Radios, TextField, framed, notice, one_time_link, pager, part, person_link,
        post_button, role_meaning, role_word, summary, when,
    },
    workspace::invites::{InviteRow, InviteState, InvitesPage},
};

impl Page for InvitesPage {
    fn title(&self) -> String {
        "Invitations · Admin · Natter".into()
    }

    fn view(self) -> Html {
        let now = self.now;
        let fresh = self.fresh.map(|link| {
            one_time_link(
                link,
                "Your invite link is ready. Anyone who has the link can use it.",
            )
        });
        let rows = self.invites.into_iter().map(|invite| row(invite, now));
        let rows = rows.collect_view();
        let list = if rows.is_empty() {
            view! { <p class="empty">"There are no invitations yet."</p> }.into_html()
        } else {
            view! { <ul class="rows">{rows}</ul> }.into_html()
        };
        let may_invite_admins = self.frame.role == Role::Owner;
        let new = form(&self.form, self.rooms, self.is_cut, may_invite_admins);
        let body = view! {
            {notice(self.notice)}
            {fresh}
            {new}
            {part("invites", "All invitations", ().into_html(), list)}
            {pager("/workspace/invites", "", "after", self.next, "Older invitations")}
        };
        framed(&self.frame, Self::PATH, "Invitations", body)
    }
}

fn form(form: &FormState, rooms: Vec<Room>, is_cut: bool, may_invite_admins: bool) -> Html {
    let roles = [Role::Member, Role::Guest, Role::Admin];
    let roles = roles
        .into_iter()
        .filter(|role| may_invite_admins || *role != Role::Admin)
        .map(|role| Choice::new(role.as_str(), role_word(role), role_meaning(role)));
    let has_rooms = !rooms.is_empty();
    let chosen: Vec<_> = form.fields.all(ROOM).collect();
    let rooms = rooms.into_iter().map(|room| {
        let id = room.id.to_string();
        let checked = chosen.contains(&id.as_str());
        view! {
            <Check
                name=ROOM.name
                value=id
                label=format!("#{}", room.name)
                checked=checked
            />
        }
    });
    let rooms = rooms.collect_view();
    let cut = is_cut.then(|| {
        view! { <p class="hint">"Only the first rooms by name are listed. You can add people to other rooms later."</p> }
    });
    let rooms = has_rooms.then(|| {
        view! {
            <fieldset class="choices" id=ROOM.id()>
                <legend>"Rooms they will join"</legend>
                <div class="columns">{rooms}</div>
                {cut}
            </fieldset>
        }
    });
    let view = view! {
        <form class="form" method="post" action=CreateInvite::ROUTE>
            <input type="hidden" name=ID.name value=form.fields.get(ID).to_owned() />
            <Radios
                field=form.field(ROLE)
                legend="Role"
                choices=roles.collect()
            />
            <div class="side-by-side">
                <TextField
                    field=form.field(USES)
                    label="Uses"
                    hint="Leave it empty for no limit."
                />
                <TextField
                    field=form.field(DAYS)
                    label="Days until it expires"
                    hint="From 1 to 365."
                />
            </div>
            {rooms}
            <button class="button">"Create invite link"</button>
        </form>
    };
    part("new", "New invitation", summary(&form.errors), view)
}

fn row(invite: InviteRow, now: Timestamp) -> Html {
    let left = invite.uses_left.map_or_else(
        || "unlimited uses".to_owned(),
        |left| match left {
            1 => "1 use left".to_owned(),
            _ => format!("{left} uses left"),
        },
    );
    let state = match invite.state {
        InviteState::Open => view! { {left} " · expires " {when(now, invite.expires)} }.into_html(),
        InviteState::Expired => view! { "expired " {when(now, invite.expires)} }.into_html(),
        InviteState::UsedUp => "used up".into_html(),
        InviteState::Revoked => "revoked".into_html(),
        InviteState::Void => "no longer valid: its creator can no longer invite people".into_html(),
    };
    let rooms = invite.rooms.iter().map(|name| format!("#{name}"));
    let rooms = rooms.collect::<Vec<_>>().join(", ");
    let rooms = (!rooms.is_empty()).then(|| format!(" in {rooms}"));
    let used_by = invite.used_by.iter().map(|person| {
        view! { <li>{person_link(person)}</li> }
    });
    let used_by = used_by.collect_view();
    let others = (invite.others > 0).then(|| {
        view! { <li>{format!("and {} more", invite.others)}</li> }
    });
    let used_by = (!used_by.is_empty()).then(|| {
        view! {
            <div class="used-by">
                <small>"Used by"</small>
                <ul>{used_by} {others}</ul>
            </div>
        }
    });
    let revoke = (invite.state == InviteState::Open).then(|| {
        let fields = [(INVITE, invite.id.clone())];
        post_button(RevokeInvite::ROUTE, "Revoke", "button danger", &fields)
    });
    view! {
        <li>
            <div>
                <b>{role_word(invite.role)} {rooms}</b>
                <small>{state}</small>
                <small>
                    "created by " {person_link(&invite.creator)} " " {when(now, invite.created)}
                </small>
                {used_by}
            </div>
            {revoke}
        </li>
    }
    .into_html()
}

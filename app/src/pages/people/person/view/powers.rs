//! What admins may do with a person.

use leptos::prelude::*;
use protocol::DisplayName;

use super::super::form::{
    ADDRESSES, BanPerson, ChangeRole, DAYS, DEACTIVATE, END_SESSIONS, LIFT_BAN, REACTIVATE, REASON,
    RESET_LINK, ROLE,
};
use crate::pages::{
    form::{Form, RawForm, address},
    html::{Html, IntoHtml as _},
    parts::{
        Check, Radio, TextField, action, one_time_link, part, role_meaning, role_word, section,
    },
    people::person::{AccountState, Bystanders, PersonPage, PersonSection},
};

/// Each that the reader may do.
pub fn all(page: &PersonPage) -> Html {
    let path = page.path_name();
    view! {
        {role(page, &path)}
        {access(page, &path)}
        {account(page, &path)}
        {ban(page, &path)}
    }
    .into_html()
}

fn role(page: &PersonPage, path: &str) -> Html {
    if page.powers.roles.is_empty() {
        return ().into_html();
    }
    let result = section(page.sent.as_ref(), PersonSection::Role, RawForm::default());
    let mut roles = page.powers.roles.clone();
    if !roles.contains(&page.role) {
        roles.insert(0, page.role);
    }
    let current = page.role;
    let roles = roles.into_iter().map(|role| {
        view! {
            <Radio
                name=ROLE.name
                value=role.as_str()
                label=role_word(role)
                hint=role_meaning(role)
                checked=role == current
            />
        }
    });
    let form = view! {
        <form method="post" action=address(ChangeRole::ROUTE, path)>
            <fieldset class="choices" id=ROLE.id()>
                <legend>"Role"</legend>
                {roles.collect_view()}
            </fieldset>
            <button class="button">"Change role"</button>
        </form>
    };
    part("role", "Role", result.view, form)
}

fn access(page: &PersonPage, path: &str) -> Html {
    if !page.powers.reset_link && !page.powers.end_sessions {
        return ().into_html();
    }
    let result = section(
        page.sent.as_ref(),
        PersonSection::Access,
        RawForm::default(),
    );
    let link = page.reset_link.clone().map(|link| {
        let sentence = format!(
            "Send this link to {} to set a new password.",
            page.member.name
        );
        one_time_link(link, sentence)
    });
    let reset = page.powers.reset_link.then(|| {
        action(
            address(RESET_LINK, path),
            "Create password reset link",
            "button quiet",
        )
    });
    let end = page.powers.end_sessions.then(|| {
        action(
            address(END_SESSIONS, path),
            "End all sessions",
            "button danger",
        )
    });
    let new_password = page
        .powers
        .reset_link
        .then_some("Setting a new password ends all their sessions. ");
    let body = view! {
        {link}
        <p class="hint">{new_password} "Ending a session disconnects it immediately."</p>
        <div class="buttons">{reset} {end}</div>
    };
    part("access", "Password and sessions", result.view, body)
}

fn account(page: &PersonPage, path: &str) -> Html {
    if !page.powers.deactivate {
        return ().into_html();
    }
    let result = section(
        page.sent.as_ref(),
        PersonSection::Account,
        RawForm::default(),
    );
    let (hint, route, words, class) = if page.account == AccountState::Deactivated {
        (
            "They can sign in again, and are still in their rooms.",
            REACTIVATE,
            "Reactivate account",
            "button quiet",
        )
    } else {
        (
            "They can no longer sign in. Their messages stay, with “(deactivated)” next to their name.",
            DEACTIVATE,
            "Deactivate account",
            "button danger",
        )
    };
    let body = view! {
        <p class="hint">{hint}</p>
        {action(address(route, path), words, class)}
    };
    part("account", "Account", result.view, body)
}

/// Who else could not sign in again, in words.
fn who_else_is_hit(bystanders: &Bystanders) -> String {
    const OWNERS: &str = "Owners can always sign in.";
    let names: Vec<&str> = bystanders.names.iter().map(DisplayName::as_str).collect();
    let more = if bystanders.more { " and others" } else { "" };
    if names.is_empty() {
        format!(
            "No one else is signed in from these addresses now, but others may share them. {OWNERS}"
        )
    } else {
        let names = names.join(", ");
        format!(
            "This also blocks {names}{more}, who are signed in from these addresses: they will not be able to sign in again. {OWNERS}"
        )
    }
}

fn ban(page: &PersonPage, path: &str) -> Html {
    if !page.powers.ban {
        return ().into_html();
    }
    let result = section(page.sent.as_ref(), PersonSection::Ban, RawForm::default());
    let form = &result.form;
    if matches!(page.account, AccountState::Banned { .. }) {
        let body = action(address(LIFT_BAN, path), "Lift ban", "button quiet");
        return part("ban", "Ban", result.view, body);
    }
    let addresses = if page.networks.is_empty() {
        view! {
            <p class="hint">
                "They are not signed in anywhere, so there are no addresses to ban."
            </p>
        }
        .into_html()
    } else {
        let hint = format!(
            "{}. {}",
            page.networks.join(", "),
            who_else_is_hit(&page.bystanders),
        );
        view! {
            <Check
                name=ADDRESSES.name
                label="Also ban the addresses they were last seen at"
                hint=hint
                checked=form.fields.is_checked(ADDRESSES)
            />
        }
        .into_html()
    };
    let form = view! {
        <p class="hint">"Their sessions end immediately, and they cannot come back."</p>
        <form method="post" action=address(BanPerson::ROUTE, path)>
            <TextField
                field=form.field(REASON)
                label="Reason"
                hint="Shown to admins and in the audit log."
            />
            <TextField
                field=form.field(DAYS)
                label="Days"
                hint="Leave it empty for a permanent ban."
            />
            {addresses}
            <button class="button danger">"Ban"</button>
        </form>
    };
    part("ban", "Ban", result.view, form)
}

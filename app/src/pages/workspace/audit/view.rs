//! What admins did.

use leptos::prelude::*;

use crate::pages::{
    Page,
    html::{Html, IntoHtml as _},
    parts::{framed, pager, person_link, when_exact},
    workspace::audit::{AuditEntry, AuditPage, AuditedBy},
};

impl Page for AuditPage {
    fn title(&self) -> String {
        "Audit log · Admin · Natter".into()
    }

    fn view(self) -> Html {
        let rows = self.entries.into_iter().map(row).collect_view();
        let table = if rows.is_empty() {
            view! { <p class="empty">"There are no entries yet."</p> }.into_html()
        } else {
            view! {
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"When"</th>
                            <th scope="col">"Who"</th>
                            <th scope="col">"What"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            }
            .into_html()
        };
        let (older, filter) = if self.is_by_admins {
            // Older ones of the same kind.
            (
                "by=admins&before",
                link("/workspace/audit", "Show all entries"),
            )
        } else {
            (
                "before",
                link("/workspace/audit?by=admins", "Show only admin actions"),
            )
        };
        let body = view! {
            <p class="intro">"Every admin action is recorded here. Entries cannot be changed."</p>
            <div class="tools-row">
                {filter}
                <a class="button quiet" href="/workspace/audit.csv" download>
                    "Download all as CSV"
                </a>
            </div>
            {table}
            {pager("/workspace/audit", "", older, self.next, "Older entries")}
        };
        framed(&self.frame, Self::PATH, "Audit log", body)
    }
}

fn link(to: &'static str, words: &'static str) -> Html {
    view! {
        <a class="button quiet" href=to>
            {words}
        </a>
    }
    .into_html()
}

fn row(entry: AuditEntry) -> Html {
    let who = match &entry.by {
        AuditedBy::Person(person) => person_link(person),
        AuditedBy::CommandLine => "Command line".into_html(),
        AuditedBy::Itself => "Natter".into_html(),
    };
    let target = (!entry.target.is_empty()).then(|| view! { " " <b dir="auto">{entry.target}</b> });
    let detail = (!entry.detail.is_empty()).then(|| view! { <small>{entry.detail}</small> });
    view! {
        <tr>
            <td data-label="When">{when_exact(entry.at)}</td>
            <td data-label="Who">{who}</td>
            <td data-label="What">{words(&entry.action)} {target} {detail}</td>
        </tr>
    }
    .into_html()
}

/// An action's name as words: `RemoveFromRoom` is "Remove from room".
fn words(action: &str) -> String {
    let mut words = String::with_capacity(action.len() + 4);
    for letter in action.chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
            words.push(letter.to_ascii_lowercase());
        } else {
            words.push(letter);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_actions_name_is_read_as_words() {
        assert_eq!(words("RemoveFromRoom"), "Remove from room");
        assert_eq!(words("Ban"), "Ban");
    }
}

//! What became of a form: done, or why not.

use leptos::prelude::*;

use super::field::id;
use crate::pages::form::{FormErrors, Outcome, Said};

pub fn notice(sentence: Option<String>) -> AnyView {
    let notice = sentence.map(|sentence| {
        view! {
            <p class="done" role="status">
                {sentence}
            </p>
        }
    });
    notice.into_any()
}

/// All that is wrong with a form, with links to the fields. The browser starts here.
pub fn summary(errors: &FormErrors, scope: &'static str) -> AnyView {
    if errors.is_empty() {
        return ().into_any();
    }
    let general = errors
        .general
        .clone()
        .map(|sentence| view! { <p>{sentence}</p> });
    let heading = match errors.fields.len() {
        0 => None,
        1 => Some("One problem to fix.".to_owned()),
        number => Some(format!("{number} problems to fix.")),
    };
    let heading = heading.map(|heading| view! { <b>{heading}</b> });
    let links = errors.fields.iter().map(|error| {
        let href = format!("#{}", id(scope, error.field));
        view! {
            <li>
                <a href=href>{error.sentence.clone()}</a>
            </li>
        }
    });
    let links = links.collect_view();
    let links = (!links.is_empty()).then(|| view! { <ul>{links}</ul> });
    view! {
        <div class="summary" role="alert" tabindex="-1" autofocus=true>
            {heading}
            {general}
            {links}
        </div>
    }
    .into_any()
}

/// What became of one form among several.
pub struct SectionResult {
    /// Stands above the form.
    pub view: AnyView,
    /// Why it was refused.
    pub errors: FormErrors,
}

/// What became of the form of this section.
pub fn section<S: PartialEq>(
    outcome: Option<&Outcome<S>>,
    section: S,
    scope: &'static str,
) -> SectionResult {
    match outcome
        .filter(|outcome| outcome.section == section)
        .map(|outcome| &outcome.said)
    {
        None => SectionResult {
            view: ().into_any(),
            errors: FormErrors::default(),
        },
        Some(Said::Done(sentence)) => SectionResult {
            view: notice(Some(sentence.clone())),
            errors: FormErrors::default(),
        },
        Some(Said::Refused(errors)) => SectionResult {
            view: summary(errors, scope),
            errors: errors.clone(),
        },
    }
}

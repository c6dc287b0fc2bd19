//! What became of a form: done, or why not.

use crate::pages::html::{Html, IntoHtml as _};
use leptos::prelude::*;

use crate::pages::form::{FormErrors, FormResult, FormState, RawForm, SentForm};

pub fn notice(sentence: Option<String>) -> Html {
    let notice = sentence.map(|sentence| {
        view! {
            <p class="done" role="status">
                {sentence}
            </p>
        }
    });
    notice.into_html()
}

/// All that is wrong with a form, with links to the fields. The browser starts here.
pub fn summary(errors: &FormErrors) -> Html {
    if errors.is_empty() {
        return ().into_html();
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
        let href = format!("#{}", error.field.id());
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
    .into_html()
}

/// What became of one form among several.
pub struct SectionResult {
    /// Stands above the form.
    pub view: Html,
    /// The form as it is shown.
    pub form: FormState,
}

/// What became of the form of this section. `initial` is what stands in it unless it was refused.
pub fn section<S: PartialEq>(
    sent: Option<&SentForm<S>>,
    section: S,
    initial: RawForm,
) -> SectionResult {
    let sent = sent.filter(|sent| sent.section == section);
    match sent.map(|sent| &sent.result) {
        None => SectionResult {
            view: ().into_html(),
            form: FormState::with(initial),
        },
        Some(FormResult::Done(sentence)) => SectionResult {
            view: notice(Some(sentence.clone())),
            form: FormState::with(initial),
        },
        Some(FormResult::Refused(form)) => SectionResult {
            view: summary(&form.errors),
            form: form.clone(),
        },
    }
}

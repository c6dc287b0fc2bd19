//! Things to tick, and things of which one is chosen.

use crate::pages::html::{Html, IntoHtml as _};
use leptos::prelude::*;

use crate::pages::form::FieldState;

/// A box to tick.
#[component]
pub fn Check(
    /// Name in the form.
    name: &'static str,
    /// What it means.
    #[prop(into)]
    label: String,
    /// More about it.
    #[prop(optional, into)]
    hint: String,
    /// Whether it is ticked.
    checked: bool,
    /// Value in the form.
    #[prop(default = "yes".to_owned(), into)]
    value: String,
) -> Html {
    let hint = (!hint.is_empty()).then(|| view! { <small>{hint}</small> });
    view! {
        <label class="check">
            <input type="checkbox" name=name value=value checked=checked />
            <span>{label} {hint}</span>
        </label>
    }
    .into_html()
}

/// One of several choices.
pub struct Choice {
    /// Value in the form.
    pub value: &'static str,
    /// What it is.
    pub label: String,
    /// What it means; may be empty.
    pub hint: String,
}

impl Choice {
    /// A choice in words.
    pub fn new(value: &'static str, label: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            value,
            label: label.into(),
            hint: hint.into(),
        }
    }
}

/// Several choices with a heading. What stands in the field is chosen.
#[component]
pub fn Radios(
    field: FieldState,
    /// What is chosen.
    #[prop(into)]
    legend: String,
    /// Which are there.
    choices: Vec<Choice>,
) -> Html {
    let (id, name) = (field.field.id(), field.field.name);
    let FieldState { value, error, .. } = field;
    let choices = choices.into_iter().map(|choice| {
        let checked = choice.value == value;
        let Choice { value, label, hint } = choice;
        view! { <Radio name value label hint checked /> }
    });
    let described = error.is_some().then(|| format!("{id}-why"));
    let error = error.map(|error| view! { <p class="why" id=format!("{id}-why")>{error}</p> });
    view! {
        <fieldset class="choices" id=id aria-describedby=described>
            <legend>{legend}</legend>
            {error}
            {choices.collect_view()}
        </fieldset>
    }
    .into_html()
}

/// One of several choices.
#[component]
pub fn Radio(
    /// Name in the form.
    name: &'static str,
    /// Value in the form.
    #[prop(into)]
    value: String,
    /// What it is.
    #[prop(into)]
    label: String,
    /// What it means.
    #[prop(optional, into)]
    hint: String,
    /// Whether it is chosen.
    checked: bool,
) -> Html {
    let hint = (!hint.is_empty()).then(|| view! { <small>{hint}</small> });
    view! {
        <label class="check">
            <input type="radio" name=name value=value checked=checked />
            <span>{label} {hint}</span>
        </label>
    }
    .into_html()
}

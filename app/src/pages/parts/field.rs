//! A field with its label, its hint, and what is wrong with it.

use crate::pages::html::{Html, IntoHtml as _};
use leptos::prelude::*;

use crate::pages::form::{FieldKind, FieldState};

/// One line of text.
#[component]
pub fn TextField(
    field: FieldState,
    /// What it is.
    #[prop(into)]
    label: String,
    /// What may stand in it.
    #[prop(optional, into)]
    hint: String,
    /// What browsers may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Stands before the text.
    #[prop(optional)]
    prefix: &'static str,
    /// A list of what can be chosen.
    #[prop(optional)]
    list: Option<&'static str>,
) -> Html {
    let FieldState {
        field,
        value,
        error,
    } = field;
    let id = field.id();
    let described = described(&id, &hint, error.as_deref());
    let is_text = field.kind == FieldKind::Text;
    let spells = matches!(autocomplete, "name" | "organization") || is_text;
    let input = view! {
        <input
            id=id.clone()
            name=field.name
            type=field.kind.as_str()
            dir=is_text.then_some("auto")
            value=value
            autocomplete=autocomplete
            maxlength=field.max_chars.map(|most| most.to_string())
            required=!field.is_optional
            list=list
            inputmode=(field.kind == FieldKind::Number).then_some("numeric")
            autocapitalize=(!spells || !prefix.is_empty()).then_some("none")
            spellcheck=(!prefix.is_empty()).then_some("false")
            aria-invalid=error.is_some().then_some("true")
            aria-describedby=described
        />
    }
    .into_html();
    let input = if prefix.is_empty() {
        input
    } else {
        view! {
            <div class="prefix">
                <span aria-hidden="true">{prefix}</span>
                {input}
            </div>
        }
        .into_html()
    };
    around(&id, label, hint, error, field.is_optional, input)
}

/// Several lines of text.
#[component]
pub fn TextArea(
    field: FieldState,
    /// What it is.
    #[prop(into)]
    label: String,
    /// What may stand in it.
    #[prop(optional, into)]
    hint: String,
) -> Html {
    let FieldState {
        field,
        value,
        error,
    } = field;
    let id = field.id();
    let described = described(&id, &hint, error.as_deref());
    // The first line break after the tag is not part of the text.
    let value = format!("\n{value}");
    let area = view! {
        <textarea
            id=id.clone()
            name=field.name
            dir="auto"
            rows="3"
            maxlength=field.max_chars.map(|most| most.to_string())
            aria-invalid=error.is_some().then_some("true")
            aria-describedby=described
        >
            {value}
        </textarea>
    }
    .into_html();
    around(&id, label, hint, error, field.is_optional, area)
}

fn around(
    id: &str,
    label: String,
    hint: String,
    why: Option<String>,
    may_be_empty: bool,
    input: Html,
) -> Html {
    let class = if why.is_some() { "field bad" } else { "field" };
    let optional = may_be_empty.then(|| view! { <span class="optional">" (optional)"</span> });
    let hint =
        (!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> });
    let why = why.map(|why| view! { <p class="why" id=format!("{id}-why")>{why}</p> });
    view! {
        <div class=class>
            <label for=id.to_owned()>{label} {optional}</label>
            {hint}
            {input}
            {why}
        </div>
    }
    .into_html()
}

fn described(id: &str, hint: &str, why: Option<&str>) -> Option<String> {
    match (hint.is_empty(), why) {
        (true, None) => None,
        (false, None) => Some(format!("{id}-hint")),
        (true, Some(_)) => Some(format!("{id}-why")),
        (false, Some(_)) => Some(format!("{id}-hint {id}-why")),
    }
}

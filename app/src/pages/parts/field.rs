//! A field with its label, its hint, and what is wrong with it.

use leptos::prelude::*;

/// One line of text.
#[component]
pub fn TextField(
    /// Name in the form.
    name: &'static str,
    /// What it is.
    #[prop(into)]
    label: String,
    /// What is wrong with it.
    why: Option<String>,
    /// What stands in it.
    #[prop(optional, into)]
    value: String,
    /// What may stand in it.
    #[prop(optional, into)]
    hint: String,
    /// Where a page has several forms: the form's name, so that ids differ.
    #[prop(optional)]
    scope: &'static str,
    /// Kind of input.
    #[prop(default = "text")]
    kind: &'static str,
    /// What browsers may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Most characters; 0: any number.
    #[prop(optional)]
    max: usize,
    /// Whether it may be left empty.
    #[prop(optional)]
    may_be_empty: bool,
    /// Stands before the text.
    #[prop(optional)]
    prefix: &'static str,
    /// A list of what can be chosen.
    #[prop(optional)]
    list: Option<&'static str>,
) -> AnyView {
    let id = id(scope, name);
    let described = described(&id, &hint, why.as_deref());
    let spells = matches!(autocomplete, "name" | "organization") || kind == "text";
    let input = view! {
        <input
            id=id.clone()
            name=name
            type=kind
            dir=(kind == "text").then_some("auto")
            value=value
            autocomplete=autocomplete
            maxlength=(max > 0).then(|| max.to_string())
            required=!may_be_empty
            list=list
            inputmode=(kind == "number").then_some("numeric")
            autocapitalize=(!spells || !prefix.is_empty()).then_some("none")
            spellcheck=(!prefix.is_empty()).then_some("false")
            aria-invalid=why.is_some().then_some("true")
            aria-describedby=described
        />
    }
    .into_any();
    let input = if prefix.is_empty() {
        input
    } else {
        view! {
            <div class="prefix">
                <span aria-hidden="true">{prefix}</span>
                {input}
            </div>
        }
        .into_any()
    };
    around(&id, label, hint, why, may_be_empty, input)
}

/// Several lines of text.
#[component]
pub fn TextArea(
    /// Name in the form.
    name: &'static str,
    /// What it is.
    #[prop(into)]
    label: String,
    /// What is wrong with it.
    why: Option<String>,
    /// What stands in it.
    #[prop(optional, into)]
    value: String,
    /// What may stand in it.
    #[prop(optional, into)]
    hint: String,
    /// Where a page has several forms: the form's name, so that ids differ.
    #[prop(optional)]
    scope: &'static str,
    max: usize,
) -> AnyView {
    let id = id(scope, name);
    let described = described(&id, &hint, why.as_deref());
    // The first line break after the tag is not part of the text.
    let value = format!("\n{value}");
    let area = view! {
        <textarea
            id=id.clone()
            name=name
            dir="auto"
            rows="3"
            maxlength=max.to_string()
            aria-invalid=why.is_some().then_some("true")
            aria-describedby=described
        >
            {value}
        </textarea>
    }
    .into_any();
    around(&id, label, hint, why, true, area)
}

fn around(
    id: &str,
    label: String,
    hint: String,
    why: Option<String>,
    may_be_empty: bool,
    input: AnyView,
) -> AnyView {
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
    .into_any()
}

/// The id of a field.
pub(super) fn id(scope: &str, name: &str) -> String {
    if scope.is_empty() {
        name.to_owned()
    } else {
        format!("{scope}-{name}")
    }
}

fn described(id: &str, hint: &str, why: Option<&str>) -> Option<String> {
    match (hint.is_empty(), why) {
        (true, None) => None,
        (false, None) => Some(format!("{id}-hint")),
        (true, Some(_)) => Some(format!("{id}-why")),
        (false, Some(_)) => Some(format!("{id}-hint {id}-why")),
    }
}

//! Wording of messages for people.

/// A reason as a sentence: it starts with a capital and ends with a full stop.
pub fn sentence(reason: &impl ToString) -> String {
    let text = reason.to_string();
    let mut rest = text.chars();
    rest.next()
        .map(|first| format!("{}{}.", first.to_uppercase(), rest.as_str()))
        .unwrap_or_default()
}

//! How the app reads JSON.

mod reader;

use serde::de::DeserializeOwned;
use serde_json::Value;

use reader::Reader;

/// Reads a value; nothing if the text is damaged or of another form.
///
/// By way of [`Value`], as the connection does it: so every type has one reader in the browser's
/// module and not two.
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    let value: Value = serde_json::from_str(text).ok()?;
    from_value(&value)
}

/// Reads what is JSON already; nothing if it is of another form.
pub fn from_value<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(Reader(value)).ok()
}

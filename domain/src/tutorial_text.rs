//! What the tutorial's server answers: `` `${socket.id.substring(0, 3)} said ${message}` ``, for
//! whatever JavaScript value `message` is.

use serde_json::Value;

/// An argument of a Socket.IO event.
#[derive(Clone, PartialEq, Debug)]
pub enum Argument {
    /// No argument was sent.
    Missing,
    /// A JSON value.
    Json(Value),
}

pub fn said(socket_id: &str, text: &str) -> String {
    format!("{} said {text}", name(socket_id))
}

/// The name of a tutorial client: the first three characters of its socket id.
pub fn name(socket_id: &str) -> &str {
    socket_id.get(..3).unwrap_or(socket_id)
}

/// A value as JavaScript's template literal writes it (ECMAScript, ToString).
pub fn text(argument: &Argument) -> String {
    match argument {
        Argument::Missing => "undefined".into(),
        Argument::Json(value) => json_text(value),
    }
}

/// The text of a Buffer, which Node decodes as UTF-8.
pub fn of_bytes(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn json_text(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(yes) => yes.to_string(),
        Value::String(text) => text.clone(),
        Value::Object(_) => "[object Object]".into(),
        Value::Number(number) => {
            // Every JavaScript number is a double; the text is ECMAScript's Number::toString.
            let double = number.as_f64().unwrap_or(f64::NAN);
            ryu_js::Buffer::new().format(double).to_owned()
        }
        Value::Array(items) => {
            let parts: Vec<String> = items
                .iter()
                .map(|item| match item {
                    Value::Null => String::new(),
                    other => json_text(other),
                })
                .collect();
            parts.join(",")
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_become_text_as_in_javascript() {
        let cases = [
            (json!("hello"), "hello"),
            (json!(""), ""),
            (json!(5), "5"),
            (json!(-1.5), "-1.5"),
            (json!(-0.0), "0"),
            (json!(1e21), "1e+21"),
            (json!(0.000_000_1), "1e-7"),
            (json!(9_007_199_254_740_993_u64), "9007199254740992"),
            (json!(null), "null"),
            (json!(true), "true"),
            (json!([1, 2]), "1,2"),
            (json!([null, [1, [2]], {}, "x"]), ",1,2,[object Object],x"),
            (json!([]), ""),
            (json!({"a": 1}), "[object Object]"),
        ];
        for (value, expected) in cases {
            assert_eq!(text(&Argument::Json(value.clone())), expected, "{value}");
        }
        assert_eq!(text(&Argument::Missing), "undefined");
        assert_eq!(of_bytes(b"bytes\xff"), "bytes\u{fffd}");
    }

    #[test]
    fn the_answer_starts_with_three_of_the_id() {
        assert_eq!(said("a-_defgh", "hi"), "a-_ said hi");
    }
}

use std::collections::BTreeMap;

use proptest::{collection::vec, option, prelude::*};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{from_value, json, to_value};

use super::*;

fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(Reader(value)).ok()
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct Id(u64);

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct Unit;

/// One of each form that serde knows.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
enum Form {
    Plain,
    Newtype(Box<Shape>),
    Tuple(i32, bool),
    Struct { a: Option<String> },
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct Shape {
    a: Id,
    b: String,
    #[serde(default)]
    c: Option<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    d: Vec<Form>,
    e: BTreeMap<String, i32>,
    f: (char, Unit),
}

fn shape() -> impl Strategy<Value = Shape> {
    let leaf = (
        any::<u64>(),
        "[a-f\"\\\\é]{0,4}",
        option::of(any::<i64>()),
        proptest::collection::btree_map("[a-c]", any::<i32>(), 0..3),
        any::<char>(),
    )
        .prop_map(|(a, b, c, e, f)| Shape {
            a: Id(a),
            b,
            c,
            d: Vec::new(),
            e,
            f: (f, Unit),
        });
    leaf.prop_recursive(3, 12, 3, |inner| {
        let form = prop_oneof![
            Just(Form::Plain),
            inner.clone().prop_map(|shape| Form::Newtype(shape.into())),
            (any::<i32>(), any::<bool>()).prop_map(|(one, two)| Form::Tuple(one, two)),
            option::of("[a-f]{0,4}").prop_map(|a| Form::Struct { a }),
        ];
        (inner, vec(form, 0..3)).prop_map(|(shape, d)| Shape { d, ..shape })
    })
}

/// JSON of words that `Loose` and `Kind` know, so that much of it fits, or nearly.
fn without_arrays() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-300_i64..300).prop_map(Value::from),
        "[a-c]|Plain|Struct|Flat|\u{e9}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let name = "[a-d]|Plain|Struct|Flat";
        proptest::collection::btree_map(name, inner, 0..4)
            .prop_map(|fields| fields.into_iter().collect::<Map<_, _>>().into())
    })
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
enum Kind {
    Plain,
    Flat(Option<u8>),
    Struct { a: Option<bool> },
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct Loose {
    a: Option<Box<Loose>>,
    b: Option<Kind>,
    #[serde(default)]
    c: BTreeMap<String, i8>,
}

#[track_caller]
fn reads_alike<T: DeserializeOwned + PartialEq + fmt::Debug>(value: &Value) {
    assert_eq!(read::<T>(value), T::deserialize(value).ok(), "{value}");
}

proptest! {
    #[test]
    fn what_was_written_is_read(shape in shape()) {
        let value = to_value(&shape).expect("serialises");
        prop_assert_eq!(read::<Shape>(&value), Some(shape));
    }

    #[test]
    fn without_arrays_all_is_read_as_serde_json_reads_it(value in without_arrays()) {
        reads_alike::<Loose>(&value);
        reads_alike::<Kind>(&value);
        reads_alike::<BTreeMap<String, Option<Kind>>>(&value);
        reads_alike::<Option<u8>>(&value);
        reads_alike::<i64>(&value);
        reads_alike::<String>(&value);
        reads_alike::<char>(&value);
        reads_alike::<bool>(&value);
        reads_alike::<Unit>(&value);
        reads_alike::<Value>(&value);
        reads_alike::<Vec<u8>>(&value);
    }
}

#[test]
fn a_struct_is_no_array() {
    let loose = json!([null, null, {}]);
    assert!(from_value::<Loose>(loose.clone()).is_ok());
    assert_eq!(read::<Loose>(&loose), None);
}

#[test]
fn a_fraction_is_read_by_nobody_and_disturbs_nobody() {
    assert_eq!(read::<u64>(&json!(1.5)), None);
    assert_eq!(read::<f64>(&json!(1.5)), None);
    let loose = read::<Loose>(&json!({"a": {"z": 1.5}}));
    assert!(loose.is_some_and(|loose| loose.a.is_some()));
}

#[test]
fn an_array_has_the_length_of_its_tuple() {
    assert_eq!(read::<(u8, u8)>(&json!([1, 2])), Some((1, 2)));
    for other in [json!([1]), json!([1, 2, 3]), json!({"a": 1})] {
        assert_eq!(read::<(u8, u8)>(&other), None, "{other}");
    }
}

#[test]
fn what_nobody_asks_for_may_have_any_form() {
    let value = json!({"a": null, "b": {"Flat": 7}, "z": [{"y": [1, {}]}]});
    let loose = Loose {
        a: None,
        b: Some(Kind::Flat(Some(7))),
        c: BTreeMap::new(),
    };
    assert_eq!(read::<Loose>(&value), Some(loose));
}

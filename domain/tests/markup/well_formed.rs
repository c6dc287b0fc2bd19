//! Reads HTML as browsers do, and says what is in it that a message may not have.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::Builder;
use html5ever::{
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
    },
};

/// Elements, and the attributes that they may have.
static ALLOWED: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("corpus/elements.json")).expect("a list for each element")
});

const VOID: [&str; 3] = ["br", "img", "input"];

#[derive(Default)]
struct Reader {
    open: RefCell<Vec<String>>,
    faults: RefCell<Vec<String>>,
}

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => self.tag(&tag),
            Token::CharacterTokens(_) | Token::EOFToken => {}
            Token::ParseError(error) => self.fault(format!("{error}")),
            Token::NullCharacterToken => self.fault("a NUL".to_owned()),
            Token::CommentToken(_) | Token::DoctypeToken(_) => self.fault("a comment".to_owned()),
        }
        TokenSinkResult::Continue
    }
}

impl Reader {
    fn fault(&self, fault: String) {
        self.faults.borrow_mut().push(fault);
    }

    fn tag(&self, tag: &Tag) {
        let name = tag.name.to_string();
        if tag.kind == TagKind::EndTag {
            if self.open.borrow_mut().pop().as_ref() != Some(&name) {
                self.fault(format!("</{name}> ends nothing"));
            }
            return;
        }
        match ALLOWED.get(&name) {
            None => self.fault(format!("<{name}>")),
            Some(attributes) => {
                for attribute in &tag.attrs {
                    let key = attribute.name.local.to_string();
                    if !attributes.contains(&key) {
                        self.fault(format!("<{name} {key}>"));
                    }
                    self.value(&name, &key, &attribute.value);
                }
            }
        }
        if name == "a" && self.open.borrow().contains(&name) {
            self.fault("a link in a link".to_owned());
        }
        if !VOID.contains(&name.as_str()) {
            self.open.borrow_mut().push(name);
        }
    }

    fn value(&self, element: &str, key: &str, value: &str) {
        let is_path = value.starts_with('/') && !value.starts_with("//");
        let lower = value.to_lowercase();
        let is_web = ["https://", "http://", "mailto:"]
            .iter()
            .any(|scheme| lower.starts_with(scheme));
        let is_right = match key {
            "href" => is_path || is_web,
            "src" => is_path,
            "class" => value
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || " -+#_.".contains(c)),
            "target" => value == "_blank",
            "type" => value == "checkbox",
            _ => true,
        };
        if !is_right {
            self.fault(format!("<{element} {key}={value:?}>"));
        }
    }
}

/// What is wrong with a message's HTML: elements, attributes and addresses that it may not have,
/// and what a browser would move to another place, as it does with wrongly nested elements.
pub fn faults(html: &str) -> Vec<String> {
    let tokenizer = Tokenizer::new(
        Reader::default(),
        TokenizerOpts {
            exact_errors: false,
            ..TokenizerOpts::default()
        },
    );
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let open = tokenizer.sink.open.take();
    let mut faults = tokenizer.sink.faults.take();
    if !open.is_empty() {
        faults.push(format!("open at the end: {open:?}"));
    }
    let root = format!("<article>{html}</article>");
    if reserialised(&root) != root {
        faults.push("a browser reads it otherwise".to_owned());
    }
    faults
}

/// What a browser's parser makes of it; nothing is removed.
fn reserialised(html: &str) -> String {
    let mut all = Builder::empty();
    let tags: HashSet<&str> = ALLOWED
        .keys()
        .map(String::as_str)
        .chain(["article"])
        .collect();
    let attributes: HashSet<&str> = ALLOWED.values().flatten().map(String::as_str).collect();
    all.tags(tags)
        .generic_attributes(attributes)
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .link_rel(None);
    all.clean(html).to_string()
}

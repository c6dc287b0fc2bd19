//! Addresses among the scripts of the world.

use domain::markup::{Context, find_links, render};

/// The addresses in a text, which are also the links of a message.
fn links(text: &str) -> Vec<&str> {
    let found: Vec<&str> = find_links(text).into_iter().map(|at| &text[at]).collect();
    let mut once = found.clone();
    once.dedup();
    assert_eq!(render(text, &Context::default()).links, once, "{text}");
    found
}

#[test]
fn addresses_end_before_the_punctuation_of_every_script() {
    for text in [
        "见 https://a.example/x（说明）了解",
        "https://a.example/x。",
        "https://a.example/x，然后",
        "「https://a.example/x」と",
        "『https://a.example/x』【https://a.example/x】",
        "〈https://a.example/x〉《https://a.example/x》",
        "“https://a.example/x” ‘https://a.example/x’ „https://a.example/x“",
        "« https://a.example/x » «https://a.example/x» ‹https://a.example/x›",
        "https://a.example/x… https://a.example/x–",
        "https://a.example/x：https://a.example/x；https://a.example/x！https://a.example/x？",
        "https://a.example/x｜https://a.example/x～ https://a.example/x､",
        "https://a.example/x، https://a.example/x؛ https://a.example/x؟ https://a.example/x۔",
        "https://a.example/x। https://a.example/x॥",
        "https://a.example/x։ https://a.example/x՝ https://a.example/x՞",
        "https://a.example/x። https://a.example/x፣",
        "https://a.example/x។ https://a.example/x၊ https://a.example/x༎",
        "https://a.example/x׃ https://a.example/x; https://a.example/x·",
        "https://a.example/x᠃ https://a.example/x꓿ https://a.example/x𑁇",
    ] {
        let found = links(text);
        assert!(!found.is_empty(), "{text}");
        assert!(
            found.iter().all(|link| *link == "https://a.example/x"),
            "{text} {found:?}"
        );
    }
}

#[test]
fn punctuation_inside_words_is_part_of_an_address() {
    for link in [
        "https://fr.example/l’été",
        "https://ja.example/レオナルド・ダ・ヴィンチ",
        "https://he.example/צה״ל",
        "https://de.example/Köln–Bonn",
        "https://fa.example/می\u{200C}خواهم",
        "https://bo.example/བོད་ཡིག",
        "https://hi.example/विक्रम",
        "https://zh.example/苹果",
        "https://ja.example/ﾚｵﾅﾙﾄﾞ･ﾀﾞ",
        "https://ja.example/葛\u{E0100}城",
        "https://mn.example/ᠮᠣᠩᠭᠣᠯ\u{180B}",
        "https://hi.example/डॉ॰_भीमराव",
        "https://de.example/§_175",
        "https://en.example/20°C",
        "https://en.example/❤\u{FE0F}",
        "https://ca.example/col·lecció",
        "https://xn--colleci.example/?q=l’été#l’été",
        "https://l·l.example/x",
        "https://api.example/users/{id}/rooms",
    ] {
        assert_eq!(links(&format!("({link}).")), [link]);
    }
}

#[test]
fn words_go_on_behind_a_host() {
    for text in [
        "https://a.example’s page",
        "https://a.example–https://a.example",
        "https://a.example‐x",
        "Türkiye: https://a.example’de",
    ] {
        assert!(
            links(text).iter().all(|link| *link == "https://a.example"),
            "{text}"
        );
    }
}

#[test]
fn dashes_of_sentences_end_an_address() {
    for text in [
        "https://a.example/x——这是",
        "https://a.example/x――と",
        "https://a.example/x — and",
        "https://a.example/x–.",
        "https://a.example/x’.",
    ] {
        assert_eq!(links(text), ["https://a.example/x"], "{text}");
    }
}

#[test]
fn braces_around_an_address_stay_outside() {
    for (text, link) in [
        ("{https://a.example/{id}}", "https://a.example/{id}"),
        ("{https://a.example/x}", "https://a.example/x"),
        ("https://a.example/x}y", "https://a.example/x"),
    ] {
        assert_eq!(links(text), [link], "{text}");
    }
}

#[test]
fn an_address_starts_with_or_without_a_space_in_any_case() {
    for (text, link) in [
        ("参见https://a.example/x", "https://a.example/x"),
        ("ดูhttps://a.example/x", "https://a.example/x"),
        ("смотриhttps://a.example/x", "https://a.example/x"),
        ("주소:https://a.example/x", "https://a.example/x"),
        ("HTTPS://EXAMPLE.COM/x", "HTTPS://EXAMPLE.COM/x"),
        ("Https://a.example", "Https://a.example"),
        ("hTTp://a.example", "hTTp://a.example"),
    ] {
        assert_eq!(links(text), [link], "{text}");
    }
}

#[test]
fn stars_and_lines_of_emphasis_stay_outside() {
    for (text, link) in [
        ("https://a.example/_", "https://a.example/_"),
        ("https://a.example/x__ y", "https://a.example/x__"),
        ("*https://a.example/x*", "https://a.example/x"),
        ("**see https://a.example/x**.", "https://a.example/x"),
        ("_https://a.example/x_", "https://a.example/x"),
        ("_see https://a.example/x_.", "https://a.example/x"),
        ("_https://a.example/x__", "https://a.example/x_"),
        ("__https://a.example/x__", "https://a.example/x"),
        ("_see_ https://a.example/_", "https://a.example/_"),
        ("snake_case https://a.example/_", "https://a.example/_"),
        ("~~https://a.example/x~~", "https://a.example/x"),
        ("https://a.example/~", "https://a.example/~"),
    ] {
        assert_eq!(links(text), [link], "{text}");
    }
}

#[test]
fn nothing_unseen_and_no_change_of_direction_is_in_an_address() {
    for unseen in "\u{202A}\u{202B}\u{202C}\u{202D}\u{202E}\u{2066}\u{2067}\u{2068}\u{2069}\u{200E}\u{200F}\u{61C}\u{200B}\u{2060}\u{FEFF}\u{AD}\u{3164}\u{2800}\u{E0041}\u{85}\u{2028}\0".chars() {
        let text = format!("{unseen}https://a.example/files{unseen}4pm.asia");
        assert_eq!(links(&text), ["https://a.example/files"], "{unseen:?}");
    }
}

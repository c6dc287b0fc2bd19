//! Mentions and emoji.

use domain::markup::{
    Context, GroupId, Mention, Named, Names, Sigil, Target, candidates, may_mention, render,
    resolve,
};
use protocol::{MemberId, RoomId};
use uuid::Uuid;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

const HANDLES: &[(&str, u128)] = &[
    ("ada", 1),
    ("ada.l", 2),
    ("ada.l-x", 3),
    ("snake_case_name", 4),
    ("李小龙", 5),
    ("विक्रम", 6),
    ("ZoË", 7),
];

/// Whom a name means in the tests.
fn lookup(sigil: Sigil, name: &str) -> Option<Target> {
    match sigil {
        Sigil::At => match name {
            "here" => Some(Target::Here),
            "all" => Some(Target::All),
            "designers" => Some(Target::Group(GroupId(id(20)))),
            _ => HANDLES
                .iter()
                .find(|(handle, _)| *handle == name)
                .map(|(_, number)| Target::Member(MemberId(id(*number)))),
        },
        Sigil::Hash => (name == "design-team").then_some(Target::Room(RoomId(id(10)))),
    }
}

fn stored(source: &str) -> Vec<Mention> {
    resolve(&candidates(source), lookup)
}

/// What is stored for a source, as typed.
fn mentioned(source: &str) -> Vec<String> {
    stored(source)
        .into_iter()
        .map(|mention| mention.text)
        .collect()
}

struct Now;

impl Names for Now {
    fn member(&self, member: MemberId) -> Option<Named> {
        (member.0 == id(1)).then(|| Named {
            name: "Ada <L>".to_owned(),
            href: "/people/1?a=\"b\"".to_owned(),
        })
    }
    fn room(&self, room: RoomId) -> Option<Named> {
        Some(Named {
            name: "Design".to_owned(),
            href: format!("/r/{}", room.0.as_u128()),
        })
    }
    fn group(&self, _: GroupId) -> Option<Named> {
        None
    }
    fn emoji(&self, name: &str) -> Option<String> {
        (name == "party_parrot").then(|| "/emoji/party_parrot.gif".to_owned())
    }
}

fn rendered(source: &str) -> domain::markup::Rendered {
    let mentions = stored(source);
    render(
        source,
        &Context {
            mentions: &mentions,
            names: &Now,
        },
    )
}

#[test]
fn the_longest_handle_that_exists_is_mentioned() {
    for (source, expected) in [
        ("@ada", "@ada"),
        ("hi @ada!", "@ada"),
        ("@ada.", "@ada"),
        ("@ada...", "@ada"),
        ("@ada, look", "@ada"),
        ("(@ada)", "@ada"),
        ("@ada's", "@ada"),
        ("@ada: hi", "@ada"),
        ("@ada.l", "@ada.l"),
        ("@ada.l.", "@ada.l"),
        ("@ada.lovelace", "@ada"),
        ("@ada.l-x_", "@ada.l-x"),
        ("@ada.l-y", "@ada.l"),
        ("@ada_", "@ada"),
        ("_@ada_", "@ada"),
        ("**@ada**", "@ada"),
        ("||@ada||", "@ada"),
        ("@snake_case_name and _x_", "@snake_case_name"),
        ("你好@李小龙你好", "@李小龙"),
        ("@विक्रम।", "@विक्रम"),
        ("> @ada", "@ada"),
        ("- @ada", "@ada"),
        ("| @ada |\n|---|", "@ada"),
        ("#design-team", "#design-team"),
        ("see #design-team.", "#design-team"),
        ("@here", "@here"),
        ("@all: lunch", "@all"),
        ("@designers", "@designers"),
    ] {
        assert_eq!(mentioned(source), [expected], "{source}");
    }
}

#[test]
fn nobody_is_mentioned_elsewhere() {
    for source in [
        "@adam",
        "@adaa.l",
        "@ad",
        "@",
        "@ ada",
        "bob@ada",
        "bob.x@ada.l",
        "ada@ada.example",
        "@ada@example.org",
        "@@ada",
        "`@ada`",
        "```\n@ada\n```",
        "https://a.example/@ada",
        "https://a.example/#design-team",
        "x#design-team",
        "a.example/@ada",
        "[@ada](https://a.example)",
        "#design",
        "&#design-team",
    ] {
        assert!(mentioned(source).is_empty(), "{source}");
    }
    // The second time, nothing is looked up.
    assert_eq!(mentioned("@ada and @ada"), ["@ada"]);
}

#[test]
fn a_mention_is_drawn_with_what_somebody_is_called_now() {
    let ada = id(1);
    let room = id(10);
    let cases = [
        (
            "hi @ada!",
            format!(
                "<p>hi <a class=\"mention\" data-member=\"{ada}\" dir=\"auto\" title=\"@ada\" \
                 href=\"/people/1?a=&quot;b&quot;\">@Ada &lt;L&gt;</a>!</p>"
            ),
        ),
        (
            "#design-team",
            format!(
                "<p><a class=\"mention\" data-room=\"{room}\" dir=\"auto\" href=\"/r/10\">#Design</a></p>"
            ),
        ),
        (
            "@ada.l",
            format!(
                "<p><span class=\"mention\" data-member=\"{}\" dir=\"auto\">@ada.l</span></p>",
                id(2)
            ),
        ),
        (
            "@here",
            "<p><span class=\"mention\" data-audience=\"here\" dir=\"auto\">@here</span></p>"
                .to_owned(),
        ),
        (r"\@ada", "<p>@ada</p>".to_owned()),
        ("`@ada`", "<p><code>@ada</code></p>".to_owned()),
    ];
    for (source, expected) in cases {
        let mentions = stored("@ada @ada.l #design-team @here");
        let context = Context {
            mentions: &mentions,
            names: &Now,
        };
        assert_eq!(render(source, &context).html, expected, "{source}");
    }
    assert_eq!(rendered("hi @ada!").plain, "hi @Ada <L>!");
}

#[test]
fn who_is_notified_is_in_the_order_of_the_text_and_not_of_quotes() {
    let ada = Target::Member(MemberId(id(1)));
    let other = Target::Member(MemberId(id(2)));
    assert_eq!(rendered("@ada.l @ada @ada.l").mentions, [other, ada]);
    assert_eq!(rendered("> @ada\n\n@ada.l").mentions, [other]);
    assert_eq!(rendered("> @ada\n@ada").mentions, [ada]);
    assert_eq!(rendered("`@ada`\n```\n@ada").mentions, []);
    assert_eq!(rendered("||@ada||").mentions, [ada]);
    assert_eq!(rendered("@all @here").mentions, [Target::All, Target::Here]);
    assert!(rendered("> @ada").html.contains("data-member"));
}

#[test]
fn a_text_that_mentions_somebody_is_seen_at_once() {
    for source in ["@ada", "x #design-team", "ada@example.org", "#1", "@@李"] {
        assert!(may_mention(source), "{source}");
    }
    for source in ["", "# Title", "@ noon", "5 # 6", "@_x", "a@", "#"] {
        assert!(!may_mention(source), "{source}");
        assert!(candidates(source).is_empty(), "{source}");
    }
}

#[test]
fn a_flood_of_mentions_stays_small() {
    let source = "@ada ".repeat(2_000);
    let html = rendered(&source).html;
    assert!(html.len() < 20 * source.len(), "{}", html.len());
    let source = ":party_parrot:".repeat(700);
    let html = rendered(&source).html;
    assert!(html.len() < 20 * source.len(), "{}", html.len());
}

#[test]
fn names_of_emoji_become_emoji() {
    let image = "<img class=\"emoji\" src=\"/emoji/party_parrot.gif\" \
                 alt=\":party_parrot:\" title=\":party_parrot:\">";
    for (source, expected) in [
        (":tada:", "<p>🎉</p>".to_owned()),
        ("yes :+1:", "<p>yes 👍</p>".to_owned()),
        (":smile::tada:", "<p>😄🎉</p>".to_owned()),
        (":wave::skin-tone-4:", "<p>👋🏽</p>".to_owned()),
        ("好:tada:的", "<p>好🎉的</p>".to_owned()),
        ("_:tada:_", "<p><em>🎉</em></p>".to_owned()),
        ("**:tada:**", "<p><strong>🎉</strong></p>".to_owned()),
        (":party_parrot:", format!("<p>{image}</p>")),
        (":nosuchemoji:", ":nosuchemoji:".to_owned()),
        ("10:30:45", "10:30:45".to_owned()),
        ("a:b:c", "a:b:c".to_owned()),
        ("fe80::a:b", "fe80::a:b".to_owned()),
        ("std::a::b", "std::a::b".to_owned()),
        (":a:b", ":a:b".to_owned()),
    ] {
        assert_eq!(rendered(source).html, expected, "{source}");
    }
    assert_eq!(rendered(":party_parrot: **x**").plain, ":party_parrot: x");
}

#[test]
fn texts_of_a_few_emoji_are_only_emoji() {
    for source in [
        "👍",
        "👍🏽 🎉",
        "🏳️‍🌈",
        "🇩🇪",
        "❤️",
        "1️⃣",
        ":tada:",
        ":party_parrot::tada:",
        "👨‍👩‍👧‍👦\n👍",
    ] {
        assert!(rendered(source).is_emoji_only, "{source}");
    }
    for source in [
        "",
        "a",
        "👍a",
        "1",
        "#",
        "©",
        ":nosuchemoji:",
        "👍.",
        &"👍".repeat(31),
    ] {
        assert!(!rendered(source).is_emoji_only, "{source}");
    }
}

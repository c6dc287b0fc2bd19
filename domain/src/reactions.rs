//! Which emoji are reactions, and that each is one however it was typed.

use protocol::Emoji;

/// What a reader shows an emoji in colour by; whether it was typed makes no difference.
const IN_COLOUR: char = '\u{FE0F}';

/// The emoji in its normal form; nothing for any other text. `:tada:` names one too.
pub fn emoji(text: &str) -> Option<Emoji> {
    let text = text.trim();
    let bare: String = text.chars().filter(|c| *c != IN_COLOUR).collect();
    let name = text
        .strip_prefix(':')
        .and_then(|rest| rest.strip_suffix(':'));
    let found = emojis::get(text)
        .or_else(|| emojis::get(&bare))
        .or_else(|| emojis::get(&format!("{bare}{IN_COLOUR}")))
        .or_else(|| emojis::get_by_shortcode(name?))?;
    Emoji::parse(found.as_str()).ok()
}

/// What most people use.
const USUAL: [&str; 6] = ["👍", "🎉", "❤️", "😂", "👀", "✅"];

/// Those that are offered first, up to six: what somebody used most of late, then what most people do.
pub fn quick(used: &[Emoji], count: usize) -> Vec<Emoji> {
    let usual = USUAL.iter().filter_map(|one| Emoji::parse(one).ok());
    let mut quick: Vec<Emoji> = Vec::with_capacity(count);
    for one in used.iter().cloned().chain(usual) {
        if quick.len() < count && !quick.contains(&one) {
            quick.push(one);
        }
    }
    quick
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(text: &str) -> Option<String> {
        emoji(text).map(String::from)
    }

    #[test]
    fn an_emoji_is_one_however_it_was_typed() {
        for (typed, is) in [
            ("👍", "👍"),
            ("❤", "❤️"),
            ("❤️", "❤️"),
            (" :tada: ", "🎉"),
            ("👍🏽", "👍🏽"),
            ("🏳️‍🌈", "🏳️‍🌈"),
            ("🏳‍🌈", "🏳️‍🌈"),
            ("🇩🇪", "🇩🇪"),
        ] {
            assert_eq!(normal(typed).as_deref(), Some(is), "{typed}");
        }
    }

    #[test]
    fn tones_are_apart() {
        assert_ne!(emoji("👍"), emoji("👍🏽"));
    }

    #[test]
    fn nothing_else_is_one() {
        for other in [
            "",
            " ",
            "a",
            "tada",
            "👍👍",
            "👍 ",
            "no such name",
            ":)",
            "\u{FE0F}",
            "🏽🏽",
            "<b>",
        ] {
            let is_padded = other.trim() == "👍";
            assert_eq!(emoji(other).is_some(), is_padded, "{other:?}");
        }
    }

    #[test]
    fn each_emoji_of_the_set_is_its_own_normal_form() {
        for one in emojis::iter() {
            assert_eq!(normal(one.as_str()).as_deref(), Some(one.as_str()));
        }
        for usual in USUAL {
            assert_eq!(normal(usual).as_deref(), Some(usual));
        }
    }

    #[test]
    fn what_somebody_uses_is_offered_before_what_most_do() {
        let texts = |used: &[&str], count| -> Vec<String> {
            let used: Vec<_> = used.iter().filter_map(|one| emoji(one)).collect();
            quick(&used, count).into_iter().map(String::from).collect()
        };
        assert_eq!(texts(&[], 3), ["👍", "🎉", "❤️"]);
        assert_eq!(texts(&["🦔", "🎉"], 4), ["🦔", "🎉", "👍", "❤️"]);
        assert_eq!(texts(&["🦔", "🐢", "🐌"], 2), ["🦔", "🐢"]);
    }
}

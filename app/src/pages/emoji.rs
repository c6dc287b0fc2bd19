//! All emoji by their groups, as HTML without a page around it: `public/composer/picker.js` shows it.

use domain::emoji_search::{self, EmojiGroup};

use crate::text::html::push_escaped;

pub const EMOJI: &str = "/emoji";

/// The picker's content.
pub fn html() -> String {
    let mut html = String::from(
        "<div class=\"picker-head\"><input type=\"search\" aria-label=\"Search emoji\" \
         placeholder=\"Search emoji\" autocomplete=\"off\"><select aria-label=\"Skin tone\">",
    );
    for (at, (hand, tone)) in TONES.iter().enumerate() {
        html.push_str(&format!(
            "<option value=\"{at}\" aria-label=\"{tone}\">{hand}</option>"
        ));
    }
    html.push_str(
        "</select></div><p role=\"status\"></p><div class=\"picker-list\">\
         <section data-recent hidden><h2>Used last</h2><div></div></section>",
    );
    for EmojiGroup { name, emoji } in emoji_search::groups() {
        html.push_str("<section><h2>");
        push_escaped(&mut html, name);
        html.push_str("</h2><div>");
        for one in emoji {
            let label = one.names.first().copied().unwrap_or(one.description);
            html.push_str("<button type=\"button\" tabindex=\"-1\" data-emoji=\"");
            html.push_str(one.emoji);
            html.push_str("\" data-names=\"");
            push_escaped(&mut html, &one.names.join(" "));
            html.push_str("\" title=\":");
            push_escaped(&mut html, label);
            html.push_str(":\" aria-label=\"");
            push_escaped(&mut html, one.description);
            if !one.toned.is_empty() {
                html.push_str("\" data-toned=\"");
                html.push_str(&one.toned.join(" "));
            }
            html.push_str("\">");
            html.push_str(one.emoji);
            html.push_str("</button>");
        }
        html.push_str("</div></section>");
    }
    html.push_str("</div>");
    html
}

const TONES: [(&str, &str); 6] = [
    ("✋", "Default"),
    ("✋🏻", "Light"),
    ("✋🏼", "Medium light"),
    ("✋🏽", "Medium"),
    ("✋🏾", "Medium dark"),
    ("✋🏿", "Dark"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_emoji_is_there_once_by_its_group() {
        let html = html();
        assert_eq!(html.matches("data-emoji=\"🎉\"").count(), 1);
        assert!(html.contains("<h2>Food and drink</h2>"), "{}", &html[..400]);
        assert!(html.matches("<button").count() > 1_500);
        assert!(html.len() < 400_000, "{}", html.len());
    }
}

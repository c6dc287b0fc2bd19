//! Mentions: whom a message names, and how that stands in its HTML.
//!
//! In a message's `html` a mention of a member is `<a class="mention" data-member="…">@Name</a>`, with
//! the name that the member has when it is read. [`rename`] keeps that true.

use serde::{Deserialize, Serialize};

use crate::{GroupId, MemberId, RoomId};

/// Whom or what a mention means. In JSON `{"member": id}`, `{"room": id}`, `{"group": id}`, `"here"`
/// or `"all"`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MentionTarget {
    /// A person.
    Member(MemberId),
    /// A room.
    Room(RoomId),
    /// Everyone in a group.
    Group(GroupId),
    /// Who is online in the room.
    Here,
    /// Everyone in the room.
    All,
}

/// A mention in a message that tells nobody: only its author learns of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NotTold {
    /// As it was typed, with its sign.
    pub text: String,
    /// Why.
    pub reason: NotToldReason,
}

/// Why a mention tells nobody.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotToldReason {
    /// The person is not in the room.
    NotInRoom,
    /// The author may not mention everyone there.
    NotAllowed,
}

/// What is written before a member's id in a mention of them. Text has no `<`, so nobody can type it.
const BEFORE_ID: &str = "<a class=\"mention\" data-member=\"";

/// A message's HTML with another name in each mention of the member; `None` if there is none.
pub fn rename(html: &str, member: MemberId, name: &str) -> Option<String> {
    let start = [BEFORE_ID, &member.to_string(), "\""].concat();
    let mut parts = html.split(start.as_str());
    let mut renamed = String::with_capacity(html.len() + name.len());
    renamed.push_str(parts.next()?);
    let mut is_mentioned = false;
    for part in parts {
        let (attributes, rest) = part.split_once('>')?;
        let (_, rest) = rest.split_once('<')?;
        for piece in [&start, attributes, ">@"] {
            renamed.push_str(piece);
        }
        push_escaped(&mut renamed, name);
        renamed.push('<');
        renamed.push_str(rest);
        is_mentioned = true;
    }
    is_mentioned.then_some(renamed)
}

fn push_escaped(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            _ => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const ADA: MemberId = MemberId(Uuid::from_u128(1));
    const BOB: MemberId = MemberId(Uuid::from_u128(2));

    fn mention(member: MemberId, name: &str) -> String {
        format!(
            "<a class=\"mention\" data-member=\"{member}\" dir=\"auto\" \
             href=\"/people/{member}\">@{name}</a>"
        )
    }

    #[test]
    fn each_mention_of_a_member_has_their_name_and_others_keep_theirs() {
        let html = |ada: &str| {
            let (ada, bob) = (mention(ADA, ada), mention(BOB, "bob"));
            format!("<p>{ada}, {bob} &lt;3 {ada}</p>")
        };
        let renamed = rename(&html("ada"), ADA, "Ada & <co>");
        assert_eq!(renamed, Some(html("Ada &amp; &lt;co&gt;")));
        let back = renamed.and_then(|html| rename(&html, ADA, "ada"));
        assert_eq!(back, Some(html("ada")));
    }

    #[test]
    fn what_only_looks_like_a_mention_stays() {
        let typed = format!("<p>data-member=\"{ADA}\" &lt;a class=\"mention\"&gt; x</p>");
        assert_eq!(rename(&typed, ADA, "Ada"), None);
        assert_eq!(rename(&mention(BOB, "bob"), ADA, "Ada"), None);
        assert_eq!(rename("", ADA, "Ada"), None);
    }

    #[test]
    fn a_target_reads_as_documented() {
        for (target, json) in [
            (
                MentionTarget::Member(ADA),
                r#"{"member":"00000000-0000-0000-0000-000000000001"}"#,
            ),
            (MentionTarget::Here, r#""here""#),
            (MentionTarget::All, r#""all""#),
        ] {
            assert_eq!(serde_json::to_string(&target).ok().as_deref(), Some(json));
            assert_eq!(serde_json::from_str(json).ok(), Some(target));
        }
    }
}

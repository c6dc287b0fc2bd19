//! The page of a room: the one that the browser brings to life.

use protocol::{
    ClientMessageId, EditWindow, Emoji, Member, MemberId, NotTold, Quote, Role, Room,
    RoomPreference, TimelineId, event::HistoryPage,
};
use serde::{Deserialize, Serialize};

use super::ThreadData;

/// Everything that the room page shows at first.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RoomPageData {
    /// What the workspace is called.
    pub workspace: String,
    /// Who is looking.
    pub me: Member,
    /// What they are to the workspace.
    pub role: Role,
    /// The rooms of the sidebar: direct ones by recency, the latest first.
    pub rooms: Vec<Room>,
    /// What they set for these.
    pub preferences: Vec<RoomPreference>,
    /// Whose messages they have folded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<MemberId>,
    /// How many reminders are due.
    #[serde(default)]
    pub reminders: u32,
    /// The room on show.
    pub room: Room,
    /// Whether they may post in it.
    pub may_post: MayPost,
    /// The history that the messages belong to.
    pub timeline: TimelineId,
    /// Its messages: the latest page, or the page that `?before=` or `?around=` asks for.
    pub page: HistoryPage,
    /// True when an older page was asked for: there may be newer messages after it.
    pub is_older_page: bool,
    /// How long they may edit what they wrote.
    #[serde(default)]
    pub edit_window: EditWindow,
    /// The reactions that are one press away.
    #[serde(default)]
    pub quick: Vec<Emoji>,
    /// The composer's form as it stands.
    pub composer: ComposerForm,
    /// The thread that is open beside the room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<ThreadData>,
}

/// Whether one may post in a room, and if not, why.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MayPost {
    Yes,
    /// The room is archived.
    Archived,
    /// Only admins of the room and of the workspace post here.
    AdminsOnly,
    /// One looks at the room and is not in it, but may join.
    NotIn,
}

/// State of the composer's plain form.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ComposerForm {
    /// Hidden field that makes the form safe to send twice.
    pub client_id: ClientMessageId,
    /// The message that it replies to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<Quote>,
    /// Whether what is posted in a thread is in the room's log too.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub in_room: bool,
    /// Text that a refused form brings back, or the draft of the member's devices; else empty.
    pub text: String,
    /// The revision of that draft; 0 if the text is none.
    #[serde(default)]
    pub draft_rev: u64,
    /// What another device had as a draft before: `public/composer/drafts.js` offers it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub other_draft: String,
    /// Why the form was refused.
    pub error: Option<String>,
    /// Whether it was refused only for notifying many people, so that sending it again confirms it.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub confirms: bool,
    /// Whom the message that was sent last mentions without notifying them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_told: Vec<NotTold>,
}

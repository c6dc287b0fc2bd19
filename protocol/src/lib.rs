//! The types of Natter's protocol, and nothing else.
//!
//! Every event, payload, ack and error of the `/chat` namespace is a type here, and each limit a
//! constant; server, app and tools all use these, so the two sides cannot diverge. Types with rules
//! ([`MessageBody`], [`DisplayName`], [`ClientMessageId`]) can only be created with valid values.
//!
//! Not here: rules that need a database, I/O of any kind, HTTP forms, and the tutorial's `message`
//! event on `/`, whose payload can be any JavaScript value.
//!
//! `docs/protocol.md` documents the same for people who write clients in other languages.
#![warn(missing_docs)]

pub mod contact;
pub mod draft;
pub mod edit_window;
pub mod error;
pub mod event;
pub mod handle;
pub mod ids;
pub mod limits;
pub mod member;
pub mod mention;
pub mod message;
pub mod password;
pub mod reaction;
pub mod role;
pub mod room;
pub mod scheduled;
pub mod session;
pub mod time;
pub mod visible;

pub use contact::Contact;
pub use draft::{DraftText, DraftTooLong};
pub use edit_window::EditWindow;
pub use error::{Ack, ErrorCode, ErrorReply};
pub use handle::Handle;
pub use ids::{
    ClientMessageId, GroupId, MemberId, MessageId, Rev, RoomId, ScheduledId, Seq, TimelineId,
};
pub use member::{AccountStatus, AvatarColour, DisplayName, Member};
pub use mention::{MentionTarget, NotTold, NotToldReason};
pub use message::{InThread, Message, MessageBody, MessageContent, Quote, ThreadSummary};
pub use message::{InvalidPoll, NewPoll, Poll, PollDraft, PollOption};
pub use password::{Strength, StrengthHint, StrengthRequest};
pub use reaction::{Emoji, Reaction};
pub use role::{Role, RoomRole};
pub use room::{
    Level, Posting, Room, RoomHead, RoomKind, RoomName, RoomPreference, RoomState, RoomUse, Slug,
};
pub use scheduled::{NotSent, ScheduledMessage};
pub use session::{AccountSession, ConnectAuth, SignInRequest, VisitorSession};
pub use time::Timestamp;

/// The namespace with this protocol.
pub const CHAT_NAMESPACE: &str = "/chat";

/// Version of the protocol, sent in [`event::Welcome`]. It is incremented when clients must change.
pub const PROTOCOL_VERSION: u32 = 2;

//! Every limit of the protocol, in one place.

use core::time::Duration;

/// Largest Engine.IO packet that the server accepts, in bytes: one event with all its overhead.
pub const MAX_FRAME_BYTES: usize = 128 * 1024;

/// Longest message, in Unicode scalar values. It fits in [`MAX_FRAME_BYTES`] however a client
/// escapes it.
pub const MAX_BODY_CHARS: usize = 10_000;

/// Most bytes of a character in JSON: `\\ud83d\\ude00`, as some libraries write an emoji.
pub const MAX_CHAR_JSON_BYTES: usize = 12;

// The rest of an event is far below 4 KiB.
const _: () = assert!(MAX_BODY_CHARS * MAX_CHAR_JSON_BYTES + 4096 <= MAX_FRAME_BYTES);

/// Longest excerpt of a quoted message, in Unicode scalar values.
pub const MAX_EXCERPT_CHARS: usize = 120;

/// Most people that the summary of a thread names.
pub const MAX_FACES: usize = 3;
/// `@all` and `@here` have to be confirmed if more people than this are in the room.
pub const MENTION_ALL_UNASKED: u32 = 50;

/// How far ahead something can be put off: a message that is scheduled, a reminder.
pub const MAX_AHEAD: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// Most messages that one member has scheduled.
pub const MAX_SCHEDULED: usize = 100;

/// Most messages that one member is reminded of.
pub const MAX_REMINDERS: usize = 100;

/// Longest draft that the server keeps, in Unicode scalar values.
pub const MAX_DRAFT_CHARS: usize = MAX_BODY_CHARS;

/// Longest question of a poll, in Unicode scalar values.
pub const MAX_POLL_QUESTION_CHARS: usize = 300;

/// Fewest and most answers of a poll.
pub const POLL_OPTIONS: core::ops::RangeInclusive<usize> = 2..=12;

/// Longest answer of a poll, in Unicode scalar values.
pub const MAX_POLL_OPTION_CHARS: usize = 100;

/// Longest display name, in Unicode scalar values.
pub const MAX_NAME_CHARS: usize = 32;

/// Longest name of a room or of the workspace, in Unicode scalar values.
pub const MAX_ROOM_NAME_CHARS: usize = 64;

/// Longest topic of a room, in Unicode scalar values.
pub const MAX_TOPIC_CHARS: usize = 250;

/// Longest description of a room, in Unicode scalar values.
pub const MAX_DESCRIPTION_CHARS: usize = 1_000;

/// Longest bio, in Unicode scalar values.
pub const MAX_BIO_CHARS: usize = 500;

/// Longest pronouns, in Unicode scalar values.
pub const MAX_PRONOUNS_CHARS: usize = 32;

/// Longest search text, in Unicode scalar values. Longer ones are truncated.
pub const MAX_SEARCH_CHARS: usize = 100;

/// Most people in a group room.
pub const MAX_GROUP: usize = 9;

/// Shortest and longest handle, in Unicode scalar values.
pub const HANDLE_CHARS: core::ops::RangeInclusive<usize> = 2..=32;

/// Shortest and longest password, in Unicode scalar values.
pub const PASSWORD_CHARS: core::ops::RangeInclusive<usize> = 8..=128;

/// Most texts that a password is compared with while it is chosen.
pub const MAX_ABOUT: usize = 8;

/// Longest of these texts, in Unicode scalar values.
pub const MAX_ABOUT_CHARS: usize = 254;

/// Longest room slug, in bytes (it is ASCII).
pub const MAX_SLUG_BYTES: usize = 64;

/// Shortest and longest client message id, in bytes (it is ASCII).
pub const CLIENT_ID_BYTES: core::ops::RangeInclusive<usize> = 8..=64;

/// Largest number of favourites that a person's list of rooms shows.
pub const LISTED_FAVOURITES: usize = 100;

/// Largest number of rooms with a name that a person's list of rooms shows at first, besides the
/// favourites.
pub const LISTED_ROOMS: usize = 40;

/// Largest number of direct rooms that a person's list of rooms shows at first, besides the
/// favourites.
pub const LISTED_DIRECT_ROOMS: usize = 20;

/// Most messages in one page of history.
pub const MAX_HISTORY: u32 = 100;

/// Messages in a page of history if the client sets no limit.
pub const DEFAULT_HISTORY: u32 = 50;

/// A resume of a room in which more messages than this were missed is answered with `reset`.
pub const MAX_RESUME: u32 = 500;

/// Largest answer to one request, in bytes of JSON: `history` and `resume` return fewer messages if
/// more would not fit. It includes the packet's overhead.
pub const MAX_ANSWER_BYTES: usize = 1024 * 1024;

/// Most heads in one answer if no rooms are named.
pub const MAX_HEADS: usize = 10_000;

/// Most rooms in one resume request.
pub const MAX_RESUME_ROOMS: usize = 200;

/// Time between two Engine.IO pings.
pub const PING_INTERVAL: Duration = Duration::from_secs(10);

/// How long the server waits for the answer to a ping before it closes the connection.
pub const PING_TIMEOUT: Duration = Duration::from_secs(10);

/// How often a connected client requests the heads of its rooms, so that a lost last message is
/// noticed too.
pub const HEADS_INTERVAL: Duration = Duration::from_secs(30);

/// Longest emoji, in bytes: families with a skin tone each have 35.
pub const MAX_EMOJI_BYTES: usize = 64;

/// Most kinds of reactions to one message.
pub const MAX_REACTIONS: u32 = 50;

/// Most kinds of reactions of one member to one message.
pub const MAX_OWN_REACTIONS: u32 = 20;

/// Most pinned messages of a room.
pub const MAX_PINS: u32 = 100;

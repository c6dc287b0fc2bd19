//! Handles that nobody can have.

use std::{collections::HashSet, sync::LazyLock};

use super::skeleton_of;

/// Whether a handle with this skeleton is reserved.
pub(super) fn is_reserved(skeleton: &str) -> bool {
    RESERVED_SKELETONS.contains(skeleton)
}

static RESERVED_SKELETONS: LazyLock<HashSet<String>> =
    LazyLock::new(|| RESERVED.into_iter().map(skeleton_of).collect());

/// Names of the workspace itself, of all of its people, or of those who administer it.
const RESERVED: [&str; 51] = [
    "abuse",
    "admin",
    "administrator",
    "administrators",
    "admins",
    "all",
    "anonymous",
    "anyone",
    "bot",
    "channel",
    "deleted",
    "deleted-user",
    "deleted.user",
    "deleted_user",
    "everybody",
    "everyone",
    "former",
    "group",
    "guest",
    "guests",
    "help",
    "here",
    "hostmaster",
    "me",
    "member",
    "members",
    "moderator",
    "moderators",
    "natter",
    "no-reply",
    "nobody",
    "noreply",
    "null",
    "online",
    "owner",
    "owners",
    "postmaster",
    "room",
    "root",
    "security",
    "settings",
    "setup",
    "staff",
    "support",
    "system",
    "team",
    "undefined",
    "visitor",
    "visitors",
    "webmaster",
    "you",
];

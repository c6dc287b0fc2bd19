//! The table of rate limits of all actions. `docs/operations.md` shows it.
//!
//! An action without a rate of its own is a [`Kind::Change`], so an action that was forgotten here
//! is limited too.

use std::time::Duration;

use domain::authorise::Action;

/// Actions that share a bucket.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// Health checks.
    Health,
    /// Static files.
    File,
    /// Signing in and out, one-time links, setting up the workspace.
    SignIn,
    /// Becoming a visitor or signing up.
    Register,
    /// Rating the strength of a password.
    Judge,
    /// Events of clients of the tutorial.
    Tutorial,
    /// Reading, and all pages.
    Read,
    Post,
    /// A person's own name, profile, passwords, passkeys and sessions.
    Account,
    /// Creating rooms.
    NewRoom,
    /// Changing a room.
    EditRoom,
    /// Changing the memberships of a room.
    RoomPeople,
    Invite,
    /// Links for others' new passwords, and ending their sessions.
    Help,
    /// Downloading one's own data.
    Export,
    /// Storing what is being typed.
    Draft,
    /// All other changes.
    Change,
}

/// A burst, and then one in each `every`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rate {
    pub burst: u32,
    /// The sustained rate is one in each.
    pub every: Duration,
}

/// Who has a bucket.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Limit {
    /// Each member; and each source ten times as much for all its members together. People without
    /// a session only get the answer that they need one: see [`STRANGERS`].
    Member(Rate),
    /// Each source, for everyone there.
    Source(Rate),
}

/// Requests without a session, for what needs one or for a page that does not, of each source. Each
/// costs two reads of the database.
pub const STRANGERS: Rate = per_second(600, 50);

/// The rate of a source as a multiple of that of one member.
pub const SOURCE_OF_MEMBERS: u32 = 10;

const fn per_second(burst: u32, number: u64) -> Rate {
    Rate {
        burst,
        every: Duration::from_nanos(1_000_000_000 / number),
    }
}

const fn one_per(seconds: u64, burst: u32) -> Rate {
    Rate {
        burst,
        every: Duration::from_secs(seconds),
    }
}

impl Kind {
    /// All kinds.
    pub const ALL: &'static [Self] = &[
        Self::Health,
        Self::File,
        Self::SignIn,
        Self::Register,
        Self::Judge,
        Self::Tutorial,
        Self::Read,
        Self::Post,
        Self::Account,
        Self::NewRoom,
        Self::EditRoom,
        Self::RoomPeople,
        Self::Invite,
        Self::Help,
        Self::Export,
        Self::Draft,
        Self::Change,
    ];

    /// The kind of an action.
    pub const fn of(action: Action) -> Self {
        match action {
            Action::CheckHealth => Self::Health,
            Action::SetUp | Action::SignIn | Action::UseLink => Self::SignIn,
            Action::Register => Self::Register,
            Action::JudgePassword => Self::Judge,
            Action::SubscribeLobby => Self::Tutorial,
            Action::SeeRoom
            | Action::ReadRoom
            | Action::ReadMessage
            | Action::SeeSaved
            | Action::SeeRoomMembers
            | Action::BrowseRooms
            | Action::BrowsePeople
            | Action::SeeOwnRooms
            | Action::SeePerson
            | Action::SeeAccounts
            | Action::ReadAudit => Self::Read,
            Action::Post
            | Action::Mention
            | Action::MentionAll
            | Action::EditMessage
            | Action::DeleteMessage
            | Action::RestoreMessage
            | Action::React
            | Action::PinMessage
            | Action::ForwardMessage
            | Action::Vote
            | Action::ClosePoll
            | Action::ScheduleMessage => Self::Post,
            Action::RenameSelf
            | Action::EditAccount
            | Action::ManageSessions
            | Action::DeleteSelf => Self::Account,
            Action::CreateRoom | Action::CreateOpenRoom => Self::NewRoom,
            Action::EditRoom | Action::ChangePosting | Action::ChangeKind | Action::ArchiveRoom => {
                Self::EditRoom
            }
            Action::AddToRoom | Action::RemoveFromRoom | Action::ChangeRoomRole => Self::RoomPeople,
            Action::Invite | Action::InviteAdmin => Self::Invite,
            Action::HelpPerson => Self::Help,
            Action::ExportSelf => Self::Export,
            Action::SaveDraft => Self::Draft,
            _ => Self::Change,
        }
    }

    pub const fn limit(self) -> Limit {
        match self {
            Self::Health => Limit::Source(per_second(100, 20)),
            // A page has some fifteen files, which browsers cache.
            Self::File => Limit::Source(per_second(3000, 100)),
            Self::SignIn => Limit::Source(per_second(120, 4)),
            Self::Register => Limit::Source(per_second(120, 2)),
            Self::Judge => Limit::Source(per_second(120, 8)),
            Self::Tutorial => Limit::Source(per_second(300, 50)),
            Self::Read => Limit::Member(per_second(120, 20)),
            Self::Post => Limit::Member(per_second(30, 5)),
            Self::Account => Limit::Member(per_second(20, 1)),
            Self::NewRoom => Limit::Member(one_per(30, 20)),
            Self::EditRoom => Limit::Member(one_per(20, 20)),
            Self::RoomPeople => Limit::Member(one_per(2, 60)),
            Self::Invite => Limit::Member(one_per(10, 60)),
            Self::Help => Limit::Member(one_per(30, 20)),
            Self::Export => Limit::Member(one_per(60, 5)),
            Self::Draft => Limit::Member(per_second(60, 2)),
            Self::Change => Limit::Member(per_second(60, 2)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_a_limit_that_a_program_gone_wild_reaches() {
        for action in Action::ALL {
            let (Limit::Member(rate) | Limit::Source(rate)) = Kind::of(*action).limit();
            let name = action.name();
            assert!((5..=3000).contains(&rate.burst), "{name}: {rate:?}");
            assert!(rate.every >= Duration::from_millis(10), "{name}: {rate:?}");
        }
    }

    #[test]
    fn all_kinds_are_listed_once() {
        for action in Action::ALL {
            let kind = Kind::of(*action);
            let times = Kind::ALL.iter().filter(|one| **one == kind).count();
            assert_eq!(times, 1, "{kind:?}");
        }
    }
}

//! Who may do what: one table, asked before every use of the store.
//!
//! A [`Permit`] can be made here only, and the store is reached only with one, so that forgetting
//! to ask does not compile.

use protocol::{ErrorCode, ErrorReply, Member};

/// What somebody wants to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// Post a message in a room.
    Post,
    /// Read the messages of a room, or learn that it exists.
    Read,
    /// Hear #lobby as a client of the tutorial, where the lobby is open to them.
    HearLobby,
    /// Change one's own name.
    RenameSelf,
    /// Become a guest.
    BecomeGuest,
    /// Find out who a session belongs to.
    SignIn,
    /// Ask whether the server works.
    CheckHealth,
}

/// Proof that the table said yes.
#[derive(Debug)]
pub struct Permit(());

/// Asks the table. `who` is nobody before a session is known.
///
/// # Errors
/// `unauthenticated` where a member is needed and nobody asks.
pub fn authorise(who: Option<&Member>, action: Action) -> Result<Permit, ErrorReply> {
    match (action, who) {
        // All rooms are open so far: whoever is a member may read and post in each.
        (Action::Post | Action::Read | Action::RenameSelf, Some(_)) => Ok(Permit(())),
        (Action::BecomeGuest | Action::SignIn | Action::HearLobby | Action::CheckHealth, _) => {
            Ok(Permit(()))
        }
        (Action::Post | Action::Read | Action::RenameSelf, None) => Err(ErrorReply::new(
            ErrorCode::Unauthenticated,
            "There is no session: open the page again, or get a guest session and connect with its token.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use protocol::{DisplayName, MemberId};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn members_may_talk_and_nobody_may_only_come_in() {
        let ada = Member {
            id: MemberId(Uuid::nil()),
            name: DisplayName::parse("Ada").expect("valid"),
        };
        let table = [
            (Action::Post, true, false),
            (Action::Read, true, false),
            (Action::RenameSelf, true, false),
            (Action::BecomeGuest, true, true),
            (Action::SignIn, true, true),
            (Action::HearLobby, true, true),
            (Action::CheckHealth, true, true),
        ];
        for (action, member, nobody) in table {
            assert_eq!(authorise(Some(&ada), action).is_ok(), member, "{action:?}");
            assert_eq!(authorise(None, action).is_ok(), nobody, "{action:?}");
        }
    }
}

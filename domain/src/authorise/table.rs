//! The table. One row for each action: who may, in which rooms, and whether also in archived ones.
//! Whoever is not named in a row may not.

use protocol::{Posting, Role, RoomKind, RoomState};

use super::{
    Act, Denied,
    facts::{Consent, RoomFacts, Target, Tie, Who, WhomFacts},
};

/// Who may do it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// Everybody, with and without a session.
    Anybody,
    /// Those with these roles.
    Roles(&'static [Role]),
    /// Those who may know of the room.
    WhoSeesTheRoom,
    /// Those who may know of the room and have one of these roles.
    WhoSeesTheRoomAs(&'static [Role]),
    /// Those who are in the room and have one of these roles.
    WhoIsInTheRoomAs(&'static [Role]),
    /// Those who are in the room; in a room of announcements, those who look after it.
    WhoPosts,
    /// Members who are in the room. To an open one only guests are added, who see all its people
    /// then: those who look after it decide that.
    WhoAddsToTheRoom,
    /// Those who are in the room by name. Of those in an open one that is guests alone: everybody
    /// else is in it without being put there.
    WhoMayGoOut,
    /// Admins of the room, and admins and owners of the place who may know of it.
    WhoKeepsTheRoom,
    /// Owners who may know of the room; nobody, if everybody arrives in it.
    WhoMayDeleteTheRoom,
    /// Those who may know of the person: everybody of the place; guests, if they share a room.
    WhoSeesThePerson,
    /// As before, and nobody themselves.
    WhoSeesThePersonAndIsNotThey,
    /// As before, themselves too, and nobody who has no account to come back with.
    WhoSeesThePersonWithAccount,
    /// As before, whoever the person lets do it.
    WhomThePersonAccepts,
    /// Admins for members, guests and visitors; owners for everybody; nobody for themselves.
    WhoOutranksThePerson,
    /// As before, if the new role is one that they may give; and there stays an owner.
    WhoMayGiveTheRole,
    /// The person, unless the place would have no owner.
    ThePersonUnlessLastOwner,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rule {
    /// What is done.
    pub action: Action,
    pub asked: Asked,
    /// In rooms of which kinds; all when it is not about a room.
    pub kinds: &'static [RoomKind],
    /// Whether also in archived rooms.
    pub archived: Archived,
}

/// Whether something can be done in an archived room.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Archived {
    Too,
    Not,
}

use Archived::{Not, Too};
use Asked::{
    Anybody, Roles, ThePersonUnlessLastOwner, WhoAddsToTheRoom, WhoIsInTheRoomAs, WhoKeepsTheRoom,
    WhoMayDeleteTheRoom, WhoMayGiveTheRole, WhoMayGoOut, WhoOutranksThePerson, WhoPosts,
    WhoSeesThePerson, WhoSeesThePersonAndIsNotThey, WhoSeesThePersonWithAccount, WhoSeesTheRoom,
    WhoSeesTheRoomAs, WhomThePersonAccepts,
};

const OWNERS: &[Role] = &[Role::Owner];
const ADMINS: &[Role] = &[Role::Owner, Role::Admin];
const MEMBERS: &[Role] = &[Role::Owner, Role::Admin, Role::Member];
const ACCOUNTS: &[Role] = &[Role::Owner, Role::Admin, Role::Member, Role::Guest];
const EVERYONE_HERE: &[Role] = &Role::ALL;

const ALL_ROOMS: &[RoomKind] = &RoomKind::ALL;
const NAMED_ROOMS: &[RoomKind] = &[RoomKind::Open, RoomKind::Public, RoomKind::Private];
const PUBLIC_ROOMS: &[RoomKind] = &[RoomKind::Public];
const ROOMS_WITH_A_DOOR: &[RoomKind] = &[RoomKind::Public, RoomKind::Private];

/// Makes the list of actions, a type for each, and the table.
macro_rules! table {
    ($( $(#[$doc:meta])* $action:ident: $asked:expr, $kinds:expr, $archived:expr; )*) => {
        /// What somebody wants to do.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Action { $( $(#[$doc])* $action, )* }

        impl Action {
            /// All of them, in the table's order.
            pub const ALL: &'static [Self] = &[$( Self::$action, )*];

            /// Its name in the documentation.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$action => stringify!($action), )* }
            }
        }

        /// Each action as a type, so that a permit says what it is for.
        pub mod act {
            use super::{Act, Action};
            $(
                $(#[$doc])*
                #[derive(Clone, Copy, Debug)]
                pub struct $action;
                impl Act for $action {
                    const ACTION: Action = Action::$action;
                }
            )*
        }

        /// All rows, in the order of [`Action::ALL`].
        pub const RULES: &[Rule] = &[$(
            Rule { action: Action::$action, asked: $asked, kinds: $kinds, archived: $archived },
        )*];
    };
}

table! {
    // Without a session

    /// Ask whether the server works.
    CheckHealth:     Anybody,                        ALL_ROOMS,         Too;
    /// Set the place up, while it has no owner.
    SetUp:           Anybody,                        ALL_ROOMS,         Too;
    /// Sign in, find out who a session belongs to, and sign out.
    SignIn:          Anybody,                        ALL_ROOMS,         Too;
    /// Look at an invitation or a one-time link, and use it.
    UseLink:         Anybody,                        ALL_ROOMS,         Too;
    /// Become a visitor, where the lobby is open, or a member, where signing up is.
    ComeIn:          Anybody,                        ALL_ROOMS,         Too;
    /// Hear how good a password would be.
    JudgePassword:   Anybody,                        ALL_ROOMS,         Too;
    /// Hear the lobby as a client of the tutorial, where it is open.
    HearLobby:       Anybody,                        ALL_ROOMS,         Too;

    // In a room

    /// Know that a room exists, and read what it is called and for.
    SeeRoom:         WhoSeesTheRoom,                 ALL_ROOMS,         Too;
    /// Read its messages.
    ReadRoom:        WhoSeesTheRoom,                 ALL_ROOMS,         Too;
    /// See who is in it.
    SeeParticipants: WhoSeesTheRoomAs(ACCOUNTS),      ALL_ROOMS,         Too;
    /// Post a message.
    Post:            WhoPosts,                       ALL_ROOMS,         Not;
    /// Set for oneself whether it is a favourite, muted, and what is told.
    SetPreference:   WhoIsInTheRoomAs(ACCOUNTS),      ALL_ROOMS,         Too;
    JoinRoom:        WhoSeesTheRoomAs(MEMBERS),      PUBLIC_ROOMS,      Not;
    /// Leave it; a direct one until one opens it again.
    LeaveRoom:       WhoMayGoOut,                     ALL_ROOMS,         Too;
    /// Put somebody into it. Into an open one: a guest, as all others are in.
    AddToRoom:       WhoAddsToTheRoom,                NAMED_ROOMS,       Not;
    /// Take somebody out of it.
    RemoveFromRoom:  WhoKeepsTheRoom,                NAMED_ROOMS,       Too;
    /// Make somebody in it an admin of it, or no longer.
    ChangePlace:     WhoKeepsTheRoom,                NAMED_ROOMS,       Too;
    /// Change its name, topic and description.
    EditRoom:        WhoKeepsTheRoom,                NAMED_ROOMS,       Not;
    /// Change who may post.
    ChangePosting:   WhoKeepsTheRoom,                NAMED_ROOMS,       Not;
    /// Make a public room private, or the other way round.
    ChangeKind:      WhoKeepsTheRoom,                ROOMS_WITH_A_DOOR, Not;
    /// Archive it, or take it into use again.
    ArchiveRoom:     WhoKeepsTheRoom,                 NAMED_ROOMS,       Too;
    /// Delete it with all that was said in it.
    DeleteRoom:      WhoMayDeleteTheRoom,            NAMED_ROOMS,       Too;

    // In the place

    /// Look through the rooms that may be joined.
    BrowseRooms:     Roles(MEMBERS),                 ALL_ROOMS,         Too;
    /// Make a public or private room.
    CreateRoom:      Roles(MEMBERS),                 ALL_ROOMS,         Too;
    /// Make a room that everybody is in.
    CreateOpenRoom:  Roles(ADMINS),                  ALL_ROOMS,         Too;
    /// Look through the people that one may see.
    BrowsePeople:    Roles(ACCOUNTS),                ALL_ROOMS,         Too;
    /// Learn where one's own rooms stand.
    SeeOwnRooms:     Roles(EVERYONE_HERE),           ALL_ROOMS,         Too;
    /// Change one's own display name.
    RenameSelf:      Roles(EVERYONE_HERE),           ALL_ROOMS,         Too;
    /// Change the rest of one's profile, password and passkeys.
    EditAccount:     Roles(ACCOUNTS),                ALL_ROOMS,         Too;
    /// See one's own sessions, end them, and sign in on another device.
    ManageSessions:  Roles(ACCOUNTS),                ALL_ROOMS,         Too;
    /// Download all that is kept of oneself.
    ExportSelf:      Roles(ACCOUNTS),                ALL_ROOMS,         Too;

    // With a person

    /// See a person's card.
    SeePerson:       WhoSeesThePerson,               ALL_ROOMS,         Too;
    /// Talk with a person, or several, in a room of their own.
    TalkWith:        WhoSeesThePersonWithAccount,     ALL_ROOMS,         Too;
    /// Put a person into a room: a new direct or group one, or one that there is.
    AddPerson:       WhomThePersonAccepts,            ALL_ROOMS,         Too;
    /// Fold a person's messages for oneself.
    Ignore:          WhoSeesThePersonAndIsNotThey,    ALL_ROOMS,         Too;
    /// Delete one's account.
    DeleteSelf:      ThePersonUnlessLastOwner,       ALL_ROOMS,         Too;
    /// End a person's sessions, and make them a link for a new password.
    HelpPerson:      WhoOutranksThePerson,           ALL_ROOMS,         Too;
    /// Deactivate a person's account, or take it into use again.
    Deactivate:      WhoOutranksThePerson,           ALL_ROOMS,         Too;
    /// Keep a person out, or let them in again.
    Ban:             WhoOutranksThePerson,           ALL_ROOMS,         Too;
    /// Give a person another role.
    ChangeRole:      WhoMayGiveTheRole,              ALL_ROOMS,         Too;

    // As an admin

    /// Invite people as members or guests, see the invitations, and revoke them.
    Invite:          Roles(ADMINS),                  ALL_ROOMS,         Too;
    /// Invite people as admins.
    InviteAdmin:     Roles(OWNERS),                  ALL_ROOMS,         Too;
    /// Change the place's name, and how people come in.
    ChangeInstance:  Roles(ADMINS),                  ALL_ROOMS,         Too;
    /// See all accounts, and who is kept out.
    SeeAccounts:     Roles(ADMINS),                  ALL_ROOMS,         Too;
    /// Read the log of what admins did.
    ReadAudit:       Roles(ADMINS),                  ALL_ROOMS,         Too;
}

/// The row of an action.
pub(super) fn rule(action: Action) -> &'static Rule {
    // The rows stand in the order of the actions, as the macro makes both from one list.
    &RULES[action as usize]
}

impl Rule {
    /// Whether that person may do it with that target.
    pub(super) fn ask(&self, who: Who, target: Target) -> Result<(), Denied> {
        if self.asked == Anybody {
            return Ok(());
        }
        let role = match who {
            Who::Nobody => return Err(Denied::NoSession),
            Who::Ended => return Err(Denied::Ended),
            Who::Banned => return Err(Denied::Banned),
            Who::Here(role) => role,
        };
        match target {
            Target::Nothing => Err(Denied::Unknown),
            Target::Place => self.ask_of_place(role),
            Target::Room(room) => self.ask_of_room(role, room),
            Target::Person(whom) => self.ask_of_person(role, whom),
        }
    }

    fn ask_of_place(&self, role: Role) -> Result<(), Denied> {
        match self.asked {
            Roles(roles) => allow_if(roles.contains(&role)),
            _ => Err(Denied::Unknown),
        }
    }

    fn ask_of_room(&self, role: Role, room: RoomFacts) -> Result<(), Denied> {
        // Who may not know of the room learns nothing by asking.
        if !room.is_seen_by(role) {
            return Err(Denied::Unknown);
        }
        if !self.kinds.contains(&room.kind) {
            return Err(Denied::Forbidden);
        }
        let may = match self.asked {
            WhoSeesTheRoom => true,
            WhoSeesTheRoomAs(roles) => roles.contains(&role),
            WhoIsInTheRoomAs(roles) => room.holds(role) && roles.contains(&role),
            WhoAddsToTheRoom => match room.kind {
                RoomKind::Open => room.is_kept_by(role),
                _ => room.holds(role) && MEMBERS.contains(&role),
            },
            WhoMayGoOut => {
                room.holds(role)
                    && ACCOUNTS.contains(&role)
                    && (room.kind != RoomKind::Open || role == Role::Guest)
            }
            WhoPosts => room.holds(role) && (room.posting == Posting::All || room.is_kept_by(role)),
            WhoKeepsTheRoom => room.is_kept_by(role),
            WhoMayDeleteTheRoom => OWNERS.contains(&role),
            _ => false,
        };
        allow_if(may)?;
        if self.asked == WhoMayDeleteTheRoom && room.is_lobby {
            return Err(Denied::Lobby);
        }
        match (room.state, self.archived) {
            (RoomState::Archived, Not) => Err(Denied::Archived),
            (RoomState::Archived, Too) | (RoomState::Active, _) => Ok(()),
        }
    }

    fn ask_of_person(&self, role: Role, whom: WhomFacts) -> Result<(), Denied> {
        let sees = match role {
            Role::Owner | Role::Admin | Role::Member => true,
            Role::Guest => whom.tie != Tie::Stranger,
            Role::Visitor => whom.tie == Tie::Oneself,
        };
        if !sees {
            return Err(Denied::Unknown);
        }
        let outranks = whom.tie != Tie::Oneself
            && match role {
                Role::Owner => true,
                Role::Admin => !matches!(whom.role, Role::Owner | Role::Admin),
                Role::Member | Role::Guest | Role::Visitor => false,
            };
        let has_account = role != Role::Visitor && whom.role != Role::Visitor;
        allow_if(match self.asked {
            WhoSeesThePerson => role != Role::Visitor,
            WhoSeesThePersonAndIsNotThey => role != Role::Visitor && whom.tie != Tie::Oneself,
            WhoSeesThePersonWithAccount | WhomThePersonAccepts => has_account,
            WhoOutranksThePerson => outranks,
            WhoMayGiveTheRole => match (role, whom.becomes) {
                // Who has no account has no role to change.
                (_, None | Some(Role::Visitor)) => false,
                _ if whom.role == Role::Visitor => false,
                (Role::Owner, Some(Role::Owner)) => true,
                // An owner may step back, as long as there is another.
                (Role::Owner, Some(_)) => !whom.is_last_owner,
                (Role::Admin, Some(Role::Member | Role::Guest)) => outranks,
                (Role::Admin | Role::Member | Role::Guest | Role::Visitor, _) => false,
            },
            ThePersonUnlessLastOwner => {
                whom.tie == Tie::Oneself && role != Role::Visitor && !whom.is_last_owner
            }
            _ => false,
        })?;
        let accepts = whom.tie == Tie::Oneself || whom.consent == Consent::Given;
        if self.asked == WhomThePersonAccepts && !accepts {
            return Err(Denied::Declined);
        }
        Ok(())
    }
}

fn allow_if(may: bool) -> Result<(), Denied> {
    if may { Ok(()) } else { Err(Denied::Forbidden) }
}

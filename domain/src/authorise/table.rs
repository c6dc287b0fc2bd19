//! The table of permissions. One row for each action: who may do it, in which rooms, and whether
//! also in archived ones. Everyone who is not named in a row may not.

use protocol::{Role, RoomKind, RoomState};

use super::{
    ActionType, Denied,
    facts::{
        Consent, EditPeriod, MessageFacts, PersonFacts, Relation, ResourceFacts, RoomFacts, Subject,
    },
    subjects::Subjects,
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rule {
    /// The action.
    pub action: Action,
    pub subjects: Subjects,
    /// In which kinds of rooms; all if it is not about a room.
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
use Subjects::{
    AcceptedByPerson, Anybody, HigherRoles, MessageAuthor, MessageAuthorOrRoomAdmin, MessagePoster,
    MessageRoomMembers, MessageRoomPosters, MessageViewers, MessageViewersWithRole,
    OtherPersonViewers, PersonViewers, PersonViewersWithAccount, RoleGivers, Roles, RoomAdmins,
    RoomDeleters, RoomInviters, RoomLeavers, RoomMembersWithRole, RoomPosters, RoomPostersWithRole,
    RoomViewers, RoomViewersWithRole, SelfUnlessLastOwner,
};

const OWNERS: &[Role] = &[Role::Owner];
const ADMINS: &[Role] = &[Role::Owner, Role::Admin];
const MEMBERS: &[Role] = &[Role::Owner, Role::Admin, Role::Member];
const ACCOUNTS: &[Role] = &[Role::Owner, Role::Admin, Role::Member, Role::Guest];
const EVERYONE_HERE: &[Role] = &Role::ALL;

const ALL_ROOMS: &[RoomKind] = &RoomKind::ALL;
const NAMED_ROOMS: &[RoomKind] = &[RoomKind::Open, RoomKind::Public, RoomKind::Private];
const PUBLIC_ROOMS: &[RoomKind] = &[RoomKind::Public];
const JOINABLE_ROOMS: &[RoomKind] = &[RoomKind::Public, RoomKind::Private];

/// Generates the list of actions, a type for each, and the table.
macro_rules! table {
    ($( $(#[$doc:meta])* $action:ident: $subjects:expr, $kinds:expr, $archived:expr; )*) => {
        /// The actions.
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

        /// Each action as a type, so that a permit names its action.
        pub mod action {
            use super::{ActionType, Action};
            $(
                $(#[$doc])*
                #[derive(Clone, Copy, Debug)]
                pub struct $action;
                impl ActionType for $action {
                    const ACTION: Action = Action::$action;
                }
            )*
        }

        /// All rows, in the order of [`Action::ALL`].
        pub const RULES: &[Rule] = &[$(
            Rule { action: Action::$action, subjects: $subjects, kinds: $kinds, archived: $archived },
        )*];
    };
}

table! {
    // Without a session

    /// Check the health of the server.
    CheckHealth:     Anybody,                        ALL_ROOMS,         Too;
    /// Set up the workspace, while it has no owner.
    SetUp:           Anybody,                        ALL_ROOMS,         Too;
    /// Sign in, find out who a session belongs to, and sign out.
    SignIn:          Anybody,                        ALL_ROOMS,         Too;
    /// Look at an invitation or a one-time link, and use it.
    UseLink:         Anybody,                        ALL_ROOMS,         Too;
    /// Become a visitor, if the lobby is open, or a member, if signing up is.
    Register:          Anybody,                        ALL_ROOMS,         Too;
    /// Rate the strength of a password.
    JudgePassword:   Anybody,                        ALL_ROOMS,         Too;
    /// Receive the lobby's messages as a client of the tutorial, if it is open.
    SubscribeLobby:       Anybody,                        ALL_ROOMS,         Too;

    // In a room

    /// Know that a room exists, and read its name, topic and description.
    SeeRoom:         RoomViewers,                 ALL_ROOMS,         Too;
    /// Read its messages.
    ReadRoom:        RoomViewers,                 ALL_ROOMS,         Too;
    /// See who is in it.
    SeeRoomMembers: RoomViewersWithRole(ACCOUNTS),      ALL_ROOMS,         Too;
    /// Post a message.
    Post:            RoomPosters,                       ALL_ROOMS,         Not;
    /// Have what one has typed and not sent stored, for one's other devices.
    SaveDraft:       RoomViewersWithRole(ACCOUNTS),  ALL_ROOMS,         Too;
    /// Schedule a message, which is posted later if its author may post then.
    ScheduleMessage: RoomPostersWithRole(ACCOUNTS),  ALL_ROOMS,         Not;
    /// See one message on its page, with what it said before.
    ReadMessage:     MessageViewers,                 ALL_ROOMS,         Too;
    /// Follow the thread about a message, or no longer.
    FollowThread:    MessageViewers,                 ALL_ROOMS,         Too;
    /// Be reminded of a message.
    SetReminder:     MessageViewersWithRole(ACCOUNTS), ALL_ROOMS,       Too;
    /// Mention people and rooms in a message.
    Mention:         RoomMembersWithRole(ACCOUNTS),      ALL_ROOMS,         Not;
    /// Mention everyone in the room: `@all`, `@here`.
    MentionAll:      RoomMembersWithRole(MEMBERS),       ALL_ROOMS,         Not;
    /// Give a message of one's own another text.
    EditMessage:     MessageAuthor,                  ALL_ROOMS,         Not;
    /// Delete a message: one's own, or as an admin of the room another's.
    DeleteMessage:   MessageAuthorOrRoomAdmin,       ALL_ROOMS,         Not;
    /// Undo that one has deleted a message of one's own.
    RestoreMessage:  MessagePoster,                  ALL_ROOMS,         Not;
    /// React to a message, and take that back.
    React:           MessageRoomMembers,             ALL_ROOMS,         Not;
    /// Save a message for oneself.
    SaveMessage:     MessageViewersWithRole(ACCOUNTS), ALL_ROOMS,       Too;
    /// Pass a message on to a room in which one may post.
    ForwardMessage:  MessageViewersWithRole(ACCOUNTS), ALL_ROOMS,       Too;
    /// Pin a message in its room, and unpin it.
    PinMessage:      MessageRoomPosters,             ALL_ROOMS,         Not;
    /// Choose answers of a poll.
    Vote:            MessageRoomMembers,             ALL_ROOMS,         Not;
    /// End a poll: one's own, or as an admin of the room another's.
    ClosePoll:       MessageAuthorOrRoomAdmin,       ALL_ROOMS,         Not;
    /// Set one's own preference: favourite, muted, notifications.
    SetPreference:   RoomMembersWithRole(ACCOUNTS),      ALL_ROOMS,         Too;
    JoinRoom:        RoomViewersWithRole(MEMBERS),      PUBLIC_ROOMS,      Not;
    /// Leave it; a direct room until one opens it again.
    LeaveRoom:       RoomLeavers,                     ALL_ROOMS,         Too;
    /// Add somebody to it; to an open room only guests, as everyone else is in it.
    AddToRoom:       RoomInviters,                NAMED_ROOMS,       Not;
    /// Remove somebody from it.
    RemoveFromRoom:  RoomAdmins,                NAMED_ROOMS,       Too;
    /// Change somebody's role in it.
    ChangeRoomRole:     RoomAdmins,                NAMED_ROOMS,       Too;
    /// Change its name, topic and description.
    EditRoom:        RoomAdmins,                NAMED_ROOMS,       Not;
    /// Change who may post.
    ChangePosting:   RoomAdmins,                NAMED_ROOMS,       Not;
    /// Make a public room private, or the other way round.
    ChangeKind:      RoomAdmins,                JOINABLE_ROOMS, Not;
    /// Archive or unarchive it.
    ArchiveRoom:     RoomAdmins,                 NAMED_ROOMS,       Too;
    /// Delete it with all its messages.
    DeleteRoom:      RoomDeleters,            NAMED_ROOMS,       Too;

    // In the workspace

    /// Browse the room directory.
    BrowseRooms:     Roles(MEMBERS),                 ALL_ROOMS,         Too;
    /// Create a public or private room.
    CreateRoom:      Roles(MEMBERS),                 ALL_ROOMS,         Too;
    /// Create an open room, which everyone is in.
    CreateOpenRoom:  Roles(ADMINS),                  ALL_ROOMS,         Too;
    /// Browse the people that one may see.
    BrowsePeople:    Roles(ACCOUNTS),                ALL_ROOMS,         Too;
    /// List one's own rooms and their heads.
    SeeOwnRooms:     Roles(EVERYONE_HERE),           ALL_ROOMS,         Too;
    /// See the messages that one has saved.
    SeeSaved:        Roles(ACCOUNTS),                ALL_ROOMS,         Too;
    /// Change one's own display name.
    RenameSelf:      Roles(EVERYONE_HERE),           ALL_ROOMS,         Too;
    /// Change the rest of one's profile, password and passkeys.
    EditAccount:     Roles(ACCOUNTS),                ALL_ROOMS,         Too;
    /// See one's own sessions, end them, and sign in on another device.
    ManageSessions:  Roles(ACCOUNTS),                ALL_ROOMS,         Too;
    /// See one's own scheduled messages, change them, send them now, cancel them.
    ManageScheduled: Roles(ACCOUNTS),                ALL_ROOMS,         Too;
    /// See one's own reminders, and remove them.
    ManageReminders: Roles(ACCOUNTS),                ALL_ROOMS,         Too;
    /// Download all data stored of oneself.
    ExportSelf:      Roles(ACCOUNTS),                ALL_ROOMS,         Too;

    // With a person

    /// See a person's profile page.
    SeePerson:       PersonViewers,               ALL_ROOMS,         Too;
    /// Open the direct room with a person, or the group of several.
    OpenDirect:        PersonViewersWithAccount,     ALL_ROOMS,         Too;
    /// Add a person to a room: a new direct or group room, or an existing room.
    AddPerson:       AcceptedByPerson,            ALL_ROOMS,         Too;
    /// Ignore a person: collapse their messages for oneself.
    Ignore:          OtherPersonViewers,    ALL_ROOMS,         Too;
    /// Delete one's account.
    DeleteSelf:      SelfUnlessLastOwner,       ALL_ROOMS,         Too;
    /// End a person's sessions, and create a link for a new password for them.
    HelpPerson:      HigherRoles,           ALL_ROOMS,         Too;
    /// Deactivate or reactivate a person's account.
    Deactivate:      HigherRoles,           ALL_ROOMS,         Too;
    /// Ban or unban a person.
    Ban:             HigherRoles,           ALL_ROOMS,         Too;
    /// Change a person's role.
    ChangeRole:      RoleGivers,              ALL_ROOMS,         Too;

    // As an admin

    /// Invite people as members or guests, see the invitations, and revoke them.
    Invite:          Roles(ADMINS),                  ALL_ROOMS,         Too;
    /// Invite people as admins.
    InviteAdmin:     Roles(OWNERS),                  ALL_ROOMS,         Too;
    /// Change the workspace's name, and how people join.
    ChangeWorkspace:  Roles(ADMINS),                  ALL_ROOMS,         Too;
    /// See all accounts and bans.
    SeeAccounts:     Roles(ADMINS),                  ALL_ROOMS,         Too;
    /// Read the audit log.
    ReadAudit:       Roles(ADMINS),                  ALL_ROOMS,         Too;
}

/// The row of an action.
pub(super) fn rule(action: Action) -> &'static Rule {
    // The rows are in the order of the actions, as the macro generates both from one list.
    &RULES[action as usize]
}

impl Rule {
    /// Whether the subject may perform the action on the resource.
    pub(super) fn check(&self, subject: Subject, resource: ResourceFacts) -> Result<(), Denied> {
        if self.subjects == Anybody {
            return Ok(());
        }
        let role = match subject {
            Subject::Anonymous => return Err(Denied::NoSession),
            Subject::Ended => return Err(Denied::Ended),
            Subject::Banned => return Err(Denied::Banned),
            Subject::Active(role) => role,
        };
        match resource {
            ResourceFacts::Nothing => Err(Denied::Unknown),
            ResourceFacts::Workspace => self.check_workspace(role),
            ResourceFacts::Room(room) => self.check_room(role, room),
            ResourceFacts::Message(message) => self.check_message(role, message),
            ResourceFacts::Person(whom) => self.check_person(role, whom),
        }
    }

    fn check_workspace(&self, role: Role) -> Result<(), Denied> {
        match self.subjects {
            Roles(roles) => allow_if(roles.contains(&role)),
            _ => Err(Denied::Unknown),
        }
    }

    fn check_room(&self, role: Role, room: RoomFacts) -> Result<(), Denied> {
        // A subject that may not know of the room learns nothing by asking.
        if !room.is_seen_by(role) {
            return Err(Denied::Unknown);
        }
        if !self.kinds.contains(&room.kind) {
            return Err(Denied::Forbidden);
        }
        let may = match self.subjects {
            RoomViewers => true,
            RoomViewersWithRole(roles) => roles.contains(&role),
            RoomMembersWithRole(roles) => room.holds(role) && roles.contains(&role),
            RoomInviters => match room.kind {
                RoomKind::Open => room.is_administered_by(role),
                _ => room.holds(role) && MEMBERS.contains(&role),
            },
            RoomLeavers => {
                room.holds(role)
                    && ACCOUNTS.contains(&role)
                    && (room.kind != RoomKind::Open || role == Role::Guest)
            }
            RoomPosters => room.is_posted_in_by(role),
            RoomPostersWithRole(roles) => room.is_posted_in_by(role) && roles.contains(&role),
            RoomAdmins => room.is_administered_by(role),
            RoomDeleters => OWNERS.contains(&role),
            _ => false,
        };
        allow_if(may)?;
        if self.subjects == RoomDeleters && room.is_lobby {
            return Err(Denied::Lobby);
        }
        self.check_state(room)
    }

    fn check_message(&self, role: Role, message: MessageFacts) -> Result<(), Denied> {
        let room = message.room;
        if !room.is_seen_by(role) {
            return Err(Denied::Unknown);
        }
        let is_author = message.is_own && room.holds(role);
        allow_if(match self.subjects {
            MessageViewers => true,
            MessageViewersWithRole(roles) => roles.contains(&role),
            MessageRoomMembers => room.holds(role),
            MessageRoomPosters => room.is_posted_in_by(role),
            MessageAuthor => is_author,
            MessagePoster => is_author && room.is_posted_in_by(role),
            MessageAuthorOrRoomAdmin => {
                is_author || (!room.kind.is_direct() && room.is_administered_by(role))
            }
            _ => false,
        })?;
        self.check_state(room)?;
        match (self.subjects, message.edit_period) {
            (MessageAuthor, EditPeriod::Over) => Err(Denied::TooLate),
            _ => Ok(()),
        }
    }

    /// Whether it can be done although the room may be archived.
    fn check_state(&self, room: RoomFacts) -> Result<(), Denied> {
        match (room.state, self.archived) {
            (RoomState::Archived, Not) => Err(Denied::Archived),
            (RoomState::Archived, Too) | (RoomState::Active, _) => Ok(()),
        }
    }

    fn check_person(&self, role: Role, whom: PersonFacts) -> Result<(), Denied> {
        let sees = match role {
            Role::Owner | Role::Admin | Role::Member => true,
            Role::Guest => whom.relation != Relation::Stranger,
            Role::Visitor => whom.relation == Relation::Oneself,
        };
        if !sees {
            return Err(Denied::Unknown);
        }
        let outranks = whom.relation != Relation::Oneself
            && match role {
                Role::Owner => true,
                Role::Admin => !matches!(whom.role, Role::Owner | Role::Admin),
                Role::Member | Role::Guest | Role::Visitor => false,
            };
        let has_account = role != Role::Visitor && whom.role != Role::Visitor;
        allow_if(match self.subjects {
            PersonViewers => role != Role::Visitor,
            OtherPersonViewers => role != Role::Visitor && whom.relation != Relation::Oneself,
            PersonViewersWithAccount | AcceptedByPerson => has_account,
            HigherRoles => outranks,
            RoleGivers => match (role, whom.becomes) {
                // People without an account have no role to change.
                (_, None | Some(Role::Visitor)) => false,
                _ if whom.role == Role::Visitor => false,
                (Role::Owner, Some(Role::Owner)) => true,
                // An owner may give up the role, as long as there is another.
                (Role::Owner, Some(_)) => !whom.is_last_owner,
                (Role::Admin, Some(Role::Member | Role::Guest)) => outranks,
                (Role::Admin | Role::Member | Role::Guest | Role::Visitor, _) => false,
            },
            SelfUnlessLastOwner => {
                whom.relation == Relation::Oneself && role != Role::Visitor && !whom.is_last_owner
            }
            _ => false,
        })?;
        let accepts = whom.relation == Relation::Oneself || whom.consent == Consent::Given;
        if self.subjects == AcceptedByPerson && !accepts {
            return Err(Denied::Declined);
        }
        Ok(())
    }
}

fn allow_if(may: bool) -> Result<(), Denied> {
    if may { Ok(()) } else { Err(Denied::Forbidden) }
}

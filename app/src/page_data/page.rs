//! Which page it is.

use super::{
    DirectoryPage, JoinPage, LinkDevicePage, NewDirectPage, NewPasswordPage, NewRoomPage,
    OwnRoomsPage, PersonPage, RoomPageData, RoomSettingsPage, SetupPage, SignInPage, SignUpForm,
    settings::{DataPage, PasskeysPage, PasswordPage, ProfilePage, SessionsPage},
    workspace::{AuditPage, BansPage, InvitesPage, PeoplePage, WorkspacePage},
};

/// What a page shows.
#[derive(Clone, PartialEq, Debug)]
pub enum Page {
    /// A room: `/` and `/r/{slug}`.
    Room(Box<RoomPageData>),
    /// Nothing is at that address, or nothing that the reader may know of.
    NotFound,
    /// Something went wrong.
    Problem(Problem),
    /// The first run: `/setup`.
    Setup(SetupPage),
    /// `/sign-in`.
    SignIn(SignInPage),
    /// An invitation: `/join/{code}`.
    Join(JoinPage),
    /// Open sign-up: `/sign-up`.
    SignUp(SignUpForm),
    /// A forgotten password: `/reset/{code}`.
    NewPassword(NewPasswordPage),
    /// A session for another device: `/link/{code}`.
    LinkDevice(LinkDevicePage),
    /// `/rooms`.
    Directory(DirectoryPage),
    /// `/rooms/mine`.
    OwnRooms(OwnRoomsPage),
    /// `/rooms/new`.
    NewRoom(NewRoomPage),
    /// `/direct/new`.
    NewDirect(NewDirectPage),
    /// `/r/{slug}/settings`.
    RoomSettings(Box<RoomSettingsPage>),
    /// `/people/{handle}`.
    Person(Box<PersonPage>),
    /// `/settings`.
    Profile(Box<ProfilePage>),
    /// `/settings/password`.
    Password(PasswordPage),
    /// `/settings/sessions`.
    Sessions(SessionsPage),
    /// `/settings/passkeys`.
    Passkeys(PasskeysPage),
    /// `/settings/data`.
    Data(DataPage),
    /// `/workspace/people`.
    WorkspacePeople(PeoplePage),
    /// `/workspace/invites`.
    WorkspaceInvites(Box<InvitesPage>),
    /// `/workspace/settings`.
    WorkspaceSettings(WorkspacePage),
    /// `/workspace/audit`.
    WorkspaceAudit(AuditPage),
    /// `/workspace/bans`.
    WorkspaceBans(BansPage),
}

/// What went wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// What happened and what to do.
    pub message: String,
    /// Names it in the server's log, for failures of the server.
    pub id: Option<String>,
}

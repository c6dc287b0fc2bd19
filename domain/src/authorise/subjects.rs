//! Who may do what a row of the table is about.

use protocol::Role;

/// Who may do it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subjects {
    /// Everyone, with and without a session.
    Anybody,
    /// Those with these roles.
    Roles(&'static [Role]),
    /// Those who may know of the room.
    RoomViewers,
    /// Those who may know of the room and have one of these roles.
    RoomViewersWithRole(&'static [Role]),
    /// Those who are in the room and have one of these roles.
    RoomMembersWithRole(&'static [Role]),
    /// Those who are in the room; if only admins may post in it, those who administer it.
    RoomPosters,
    /// The same with one of these roles.
    RoomPostersWithRole(&'static [Role]),
    /// Members who are in the room. To an open room only guests are added, who then see all its
    /// people: those who administer it decide that.
    RoomInviters,
    /// Those who have a membership of the room. In an open room these are only guests: everyone
    /// else is in it without one.
    RoomLeavers,
    /// Admins of the room, and admins and owners of the workspace who may know of it.
    RoomAdmins,
    /// Owners who may know of the room; nobody if it is the lobby.
    RoomDeleters,
    /// Those who may know of the message's room.
    MessageViewers,
    /// The same with one of these roles.
    MessageViewersWithRole(&'static [Role]),
    /// Those who are in the message's room.
    MessageRoomMembers,
    /// Those who may post in the message's room.
    MessageRoomPosters,
    /// Whoever wrote the message and is still in its room, as long as it can be edited.
    MessageAuthor,
    /// Whoever wrote the message and may post in its room.
    MessagePoster,
    /// Whoever wrote it and is still in its room, and in rooms with a name those who administer the
    /// room.
    MessageAuthorOrRoomAdmin,
    /// Those who may know of the person: all members of the workspace, and guests who share a room
    /// with them.
    PersonViewers,
    /// The same, except the person themselves.
    OtherPersonViewers,
    /// The same including the person themselves; both need an account.
    PersonViewersWithAccount,
    /// The same, if the person allows it.
    AcceptedByPerson,
    /// Admins for members, guests and visitors; owners for everyone; nobody for themselves.
    HigherRoles,
    /// The same, if they may give the new role, and an owner remains.
    RoleGivers,
    /// The person, unless the workspace would have no owner.
    SelfUnlessLastOwner,
}

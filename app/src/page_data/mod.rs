//! What the server hands to a page: put into context before rendering. A room's data also travels
//! in the page, from which the browser hydrates the same; all other pages are drawn on the server
//! alone, and the browser's module knows nothing of them.
//!
//! Values of forms are texts as they were typed; everything else has its type.

mod room;

#[cfg(feature = "ssr")]
mod assets;
#[cfg(feature = "ssr")]
mod direct;
#[cfg(feature = "ssr")]
mod directory;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod frame;
#[cfg(feature = "ssr")]
mod join;
#[cfg(feature = "ssr")]
mod link;
#[cfg(feature = "ssr")]
mod new_room;
#[cfg(feature = "ssr")]
mod own_rooms;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod person;
#[cfg(feature = "ssr")]
mod room_settings;
#[cfg(feature = "ssr")]
pub mod settings;
#[cfg(feature = "ssr")]
mod setup;
#[cfg(feature = "ssr")]
mod sign_in;
#[cfg(feature = "ssr")]
pub mod workspace;

pub use room::{ComposerForm, MayPost, RoomPageData};

#[cfg(feature = "ssr")]
pub use self::{
    assets::AssetPaths,
    direct::{NewDirectPage, PersonChoice},
    directory::{DirectoryPage, DirectoryRoom, Standing},
    form::{FieldError, FormErrors, Outcome, Said},
    frame::{Frame, Person},
    join::{EmailNeed, Invitation, InviteFault, JoinForm, JoinPage, SignUpForm},
    link::{LinkDevicePage, NewPasswordPage, OneTimeLink},
    new_room::NewRoomPage,
    own_rooms::{OwnRoomEntry, OwnRoomsPage},
    page::{Page, Problem},
    person::{AccountState, BanForm, Bystanders, PersonPage, PersonPowers, PersonSection},
    room_settings::{RoomPerson, RoomPowers, RoomSection, RoomSettingsPage, RoomTyped},
    setup::{CodeForm, SetupForm, SetupPage},
    sign_in::{LobbyAccess, LocalData, SignInPage, SignUpAccess},
};

//! Pages, forms, files and health over HTTP. Routes are listed here; each handler calls
//! [`actions`](crate::actions) and holds no rules of its own.

mod admin;
mod api;
mod applicant;
pub mod assets;
pub mod client_address;
mod door;
mod download;
mod error;
mod extract;
mod headers;
mod health;
mod join;
mod lines;
mod links;
mod name;
mod origin;
mod own_rooms;
mod pages;
mod passkeys;
mod people;
mod qr;
mod redirect;
mod room;
mod room_settings;
mod rooms;
mod routes;
pub mod security;
mod settings;
pub mod setup;
mod sign_in;
mod viewer;

use axum::{
    Extension, Router,
    extract::{DefaultBodyLimit, MatchedPath},
    middleware,
};
use protocol::limits::MAX_BODY_CHARS;
use tower_http::{
    CompressionLevel,
    compression::{CompressionLayer, DefaultPredicate, Predicate, predicate::NotForContentType},
    trace::{DefaultOnFailure, TraceLayer},
};
use tracing::Level;

use crate::actions::Actions;
use crate::http::security::cookie::CookieKind;
use assets::Site;
use domain::authorise::Action;
use door::Door;
pub use routes::Route;
use routes::Routes;
use setup::SetupGuard;

/// What handlers need.
#[derive(Clone)]
pub struct HttpState {
    /// The use cases.
    pub actions: Actions,
    /// Where the browser's files come from.
    pub site: Site,
    /// How the session cookie is called.
    pub cookie: CookieKind,
    /// Origin of the public address, if one is configured.
    pub public_origin: Option<String>,
    /// The address that links to this server begin with.
    pub base: String,
    /// Who may set the place up.
    pub setup: SetupGuard,
}

/// Largest form: the longest message at twelve bytes a character, which is what a form makes of an
/// emoji, with its other fields.
const MAX_FORM_BYTES: usize = MAX_BODY_CHARS * 12 + 4096;

/// All that is served, with the sockets' routes beside the pages.
pub fn router(state: HttpState, sockets: Router) -> Router {
    // Pages are rendered by tasks of this runtime; an error says that this was settled before.
    let _ = any_spawner::Executor::init_tokio();
    let pages = all()
        .into_router()
        .fallback(pages::file_or_not_found)
        .method_not_allowed_fallback(pages::wrong_method)
        .layer(DefaultBodyLimit::max(MAX_FORM_BYTES))
        .layer(middleware::from_fn_with_state(state.clone(), origin::guard))
        .layer(compression())
        .layer(Extension(Door::new(state.clone())))
        .with_state(state);
    pages
        .merge(sockets)
        .layer(middleware::from_fn(headers::secure))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(span)
                // What failed here is logged where it failed. The rest are refusals, which anybody
                // can have as many of as they like.
                .on_failure(DefaultOnFailure::new().level(Level::DEBUG)),
        )
}

/// What is packed already is not packed again.
fn compression() -> CompressionLayer<impl Predicate> {
    let worth_it = DefaultPredicate::new().and(NotForContentType::const_new("application/zip"));
    CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(worth_it)
}

/// All addresses but that of the sockets, for those who check that each is answered as the table of
/// permissions says.
pub fn routes() -> Vec<Route> {
    all().into_list()
}

fn all() -> Routes {
    let routes = for_rooms(for_anybody(Routes::default()));
    for_admins(for_oneself(for_people(routes)))
}

/// What needs no session.
fn for_anybody(routes: Routes) -> Routes {
    routes
        .get_json("/healthz", &[Action::CheckHealth], health::alive)
        .get_json("/readyz", &[Action::CheckHealth], health::ready)
        .get("/setup", &[Action::SetUp], setup::show)
        .post("/setup", &[Action::SetUp], setup::set_up)
        .get("/sign-in", &[Action::SignIn], sign_in::show)
        .post("/sign-in", &[Action::SignIn], sign_in::sign_in)
        .post("/sign-out", &[Action::SignIn], sign_in::sign_out)
        .post_json(
            "/passkeys/sign-in/start",
            &[Action::SignIn],
            passkeys::begin_sign_in,
        )
        .post_json(
            "/passkeys/sign-in/finish",
            &[Action::SignIn],
            passkeys::sign_in,
        )
        .post_json(
            "/password-strength",
            &[Action::JudgePassword],
            api::password_strength,
        )
        .post("/visit", &[Action::ComeIn], sign_in::visit)
        .get("/sign-up", &[Action::ComeIn], join::sign_up_form)
        .post("/sign-up", &[Action::ComeIn], join::sign_up)
        .get("/join/{code}", &[Action::UseLink], join::show)
        .post("/join/{code}", &[Action::UseLink], join::join)
        .get("/reset/{code}", &[Action::UseLink], links::new_password)
        .post("/reset/{code}", &[Action::UseLink], links::take_password)
        .get("/link/{code}", &[Action::UseLink], links::link_device)
        .post("/link/{code}", &[Action::UseLink], links::sign_in_device)
        .post_json("/api/guest-session", &[Action::ComeIn], api::guest_session)
        .post_json("/api/session", &[Action::SignIn], api::session)
}

/// Rooms.
fn for_rooms(routes: Routes) -> Routes {
    routes
        .get("/", &[Action::SeeOwnRooms], room::first)
        .get("/rooms", &[Action::BrowseRooms], rooms::directory)
        .post(
            "/rooms",
            &[Action::CreateRoom, Action::CreateOpenRoom],
            rooms::create_room,
        )
        .get("/rooms/mine", &[Action::SeeOwnRooms], own_rooms::list)
        .get("/rooms/new", &[Action::CreateRoom], rooms::new_room)
        .post("/direct", &[Action::TalkWith], rooms::talk)
        .get("/direct/new", &[Action::BrowsePeople], rooms::new_direct)
        .get("/r/{slug}", &[Action::ReadRoom], room::by_slug)
        .post("/r/{slug}/messages", &[Action::Post], room::post_message)
        .post("/r/{slug}/join", &[Action::JoinRoom], rooms::join)
        .get(
            "/r/{slug}/settings",
            &[Action::SeeParticipants],
            room_settings::show,
        )
        .post(
            "/r/{slug}/preferences",
            &[Action::SetPreference],
            room_settings::preferences,
        )
        .post("/r/{slug}/edit", &[Action::EditRoom], room_settings::edit)
        .post(
            "/r/{slug}/posting",
            &[Action::ChangePosting],
            room_settings::posting,
        )
        .post("/r/{slug}/kind", &[Action::ChangeKind], room_settings::kind)
        .post("/r/{slug}/add", &[Action::AddToRoom], room_settings::add)
        .post(
            "/r/{slug}/remove",
            &[Action::RemoveFromRoom],
            room_settings::remove,
        )
        .post(
            "/r/{slug}/place",
            &[Action::ChangePlace],
            room_settings::place,
        )
        .post(
            "/r/{slug}/leave",
            &[Action::LeaveRoom],
            room_settings::leave,
        )
        .post(
            "/r/{slug}/archive",
            &[Action::ArchiveRoom],
            room_settings::archive,
        )
        .post(
            "/r/{slug}/unarchive",
            &[Action::ArchiveRoom],
            room_settings::unarchive,
        )
        .post(
            "/r/{slug}/delete",
            &[Action::DeleteRoom],
            room_settings::delete,
        )
}

fn for_people(routes: Routes) -> Routes {
    routes
        .get("/people/{handle}", &[Action::SeePerson], people::show)
        .post("/people/{handle}/ignore", &[Action::Ignore], people::ignore)
        .post(
            "/people/{handle}/unignore",
            &[Action::Ignore],
            people::unignore,
        )
        .post("/people/{handle}/role", &[Action::ChangeRole], people::role)
        .post(
            "/people/{handle}/reset-link",
            &[Action::HelpPerson],
            people::reset_link,
        )
        .post(
            "/people/{handle}/end-sessions",
            &[Action::HelpPerson],
            people::end_sessions,
        )
        .post(
            "/people/{handle}/deactivate",
            &[Action::Deactivate],
            people::deactivate,
        )
        .post(
            "/people/{handle}/reactivate",
            &[Action::Deactivate],
            people::reactivate,
        )
        .post("/people/{handle}/ban", &[Action::Ban], people::ban)
        .post("/people/{handle}/unban", &[Action::Ban], people::unban)
}

/// What people set for themselves.
fn for_oneself(routes: Routes) -> Routes {
    routes
        .post("/name", &[Action::RenameSelf], name::rename)
        .get("/settings", &[Action::EditAccount], settings::profile)
        .post(
            "/settings/profile",
            &[Action::EditAccount],
            settings::save_profile,
        )
        .post(
            "/settings/contact",
            &[Action::EditAccount],
            settings::save_contact,
        )
        .get(
            "/settings/password",
            &[Action::EditAccount],
            settings::password,
        )
        .post(
            "/settings/password",
            &[Action::EditAccount],
            settings::change_password,
        )
        .get(
            "/settings/sessions",
            &[Action::ManageSessions],
            settings::sessions,
        )
        .post(
            "/settings/sessions/end",
            &[Action::ManageSessions],
            settings::end_session,
        )
        .post(
            "/settings/sessions/end-others",
            &[Action::ManageSessions],
            settings::end_others,
        )
        .get("/settings/passkeys", &[Action::EditAccount], passkeys::show)
        .post(
            "/settings/passkeys/remove",
            &[Action::EditAccount],
            passkeys::remove,
        )
        .post_json(
            "/passkeys/register/start",
            &[Action::EditAccount],
            passkeys::begin,
        )
        .post_json(
            "/passkeys/register/finish",
            &[Action::EditAccount],
            passkeys::add,
        )
        .post(
            "/settings/phone",
            &[Action::ManageSessions],
            settings::phone,
        )
        .post_json(
            "/passkeys/phone/start",
            &[Action::ManageSessions],
            settings::begin_phone,
        )
        .get("/settings/data", &[Action::ExportSelf], settings::data)
        .post(
            "/settings/data/export",
            &[Action::ExportSelf],
            settings::export,
        )
        .post(
            "/settings/data/delete",
            &[Action::DeleteSelf],
            settings::delete,
        )
}

/// What admins see of the place.
fn for_admins(routes: Routes) -> Routes {
    routes
        .get("/admin/people", &[Action::SeeAccounts], admin::people)
        .get("/admin/invites", &[Action::Invite], admin::invites)
        .post(
            "/admin/invites",
            &[Action::Invite, Action::InviteAdmin],
            admin::create_invite,
        )
        .post(
            "/admin/invites/revoke",
            &[Action::Invite],
            admin::revoke_invite,
        )
        .get(
            "/admin/instance",
            &[Action::ChangeInstance],
            admin::instance,
        )
        .post(
            "/admin/instance",
            &[Action::ChangeInstance],
            admin::change_instance,
        )
        .get("/admin/audit", &[Action::ReadAudit], admin::audit)
        .get("/admin/audit.csv", &[Action::ReadAudit], admin::audit_csv)
        .get("/admin/bans", &[Action::SeeAccounts], admin::bans)
}

/// Neither query, headers nor the path itself are logged, only its pattern: they may hold secrets.
fn span(request: &axum::extract::Request) -> tracing::Span {
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str);
    tracing::debug_span!("request", method = %request.method(), path)
}

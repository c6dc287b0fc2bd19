//! Pages, forms, files and health checks over HTTP. Routes are listed here; each handler calls
//! [`actions`](crate::actions) and contains no rules of its own.

mod api;
pub mod assets;
pub mod client_address;
mod download;
mod error;
mod extract;
mod headers;
mod health;
mod join;
mod links;
mod name;
mod origin;
mod own_rooms;
mod pages;
mod passkeys;
mod people;
mod qr;
mod redirect;
mod registration;
mod request_limit;
mod room;
mod room_settings;
mod rooms;
mod routes;
pub mod security;
mod settings;
pub mod setup;
mod sign_in;
mod text_fields;
mod viewer;
mod workspace;

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
use request_limit::RequestLimiter;
pub use routes::Route;
use routes::Routes;
use setup::SetupGuard;

/// State shared by all handlers.
#[derive(Clone)]
pub struct HttpState {
    /// The use cases.
    pub actions: Actions,
    /// The static files.
    pub site: Site,
    /// Which session cookie is used; its name depends on this.
    pub cookie: CookieKind,
    /// Origin of the public address, if one is configured.
    pub public_origin: Option<String>,
    /// Base address of links to this server.
    pub base: String,
    /// Who may set up the workspace.
    pub setup: SetupGuard,
}

/// Largest form: the longest message at twelve bytes a character, which is what a form makes of an
/// emoji, with its other fields.
const MAX_FORM_BYTES: usize = MAX_BODY_CHARS * 12 + 4096;

/// The whole router, including the Socket.IO routes.
pub fn router(state: HttpState, sockets: Router) -> Router {
    // Pages are rendered by tasks of this runtime; an error means that it was initialized before.
    let _ = any_spawner::Executor::init_tokio();
    let pages = all()
        .into_router()
        .fallback(pages::file_or_not_found)
        .method_not_allowed_fallback(pages::wrong_method)
        .layer(DefaultBodyLimit::max(MAX_FORM_BYTES))
        .layer(middleware::from_fn_with_state(state.clone(), origin::guard))
        .layer(compression())
        .layer(Extension(RequestLimiter::new(state.clone())))
        .with_state(state);
    pages
        .merge(sockets)
        .layer(middleware::from_fn(headers::secure))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(span)
                // Failures of the server are logged where they occur. All others are refusals,
                // which any client can cause in any number.
                .on_failure(DefaultOnFailure::new().level(Level::DEBUG)),
        )
}

/// Does not compress what is compressed already.
fn compression() -> CompressionLayer<impl Predicate> {
    let worth_it = DefaultPredicate::new().and(NotForContentType::const_new("application/zip"));
    CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(worth_it)
}

/// All routes except those of Socket.IO, for tests that check each against the table of
/// permissions.
pub fn routes() -> Vec<Route> {
    all().into_list()
}

fn all() -> Routes {
    let routes = for_rooms(for_anybody(Routes::default()));
    for_admins(for_oneself(for_people(routes)))
}

/// Routes that need no session.
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
        .post("/visit", &[Action::Register], sign_in::visit)
        .get("/sign-up", &[Action::Register], join::sign_up_form)
        .post("/sign-up", &[Action::Register], join::sign_up)
        .get("/join/{code}", &[Action::UseLink], join::show)
        .post("/join/{code}", &[Action::UseLink], join::join)
        .get("/reset/{code}", &[Action::UseLink], links::new_password)
        .post("/reset/{code}", &[Action::UseLink], links::take_password)
        .get("/link/{code}", &[Action::UseLink], links::link_device)
        .post("/link/{code}", &[Action::UseLink], links::sign_in_device)
        .post_json(
            "/api/visitor-session",
            &[Action::Register],
            api::visitor_session,
        )
        .post_json("/api/session", &[Action::SignIn], api::session)
}

/// Routes of rooms.
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
        .post("/direct", &[Action::OpenDirect], rooms::talk)
        .get("/direct/new", &[Action::BrowsePeople], rooms::new_direct)
        .get("/r/{slug}", &[Action::ReadRoom], room::by_slug)
        .post("/r/{slug}/messages", &[Action::Post], room::post_message)
        .post("/r/{slug}/join", &[Action::JoinRoom], rooms::join)
        .get(
            "/r/{slug}/settings",
            &[Action::SeeRoomMembers],
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
            "/r/{slug}/role",
            &[Action::ChangeRoomRole],
            room_settings::role,
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

/// Routes of people's own settings.
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

/// Routes of workspace administration.
fn for_admins(routes: Routes) -> Routes {
    routes
        .get(
            "/workspace/people",
            &[Action::SeeAccounts],
            workspace::people,
        )
        .get("/workspace/invites", &[Action::Invite], workspace::invites)
        .post(
            "/workspace/invites",
            &[Action::Invite, Action::InviteAdmin],
            workspace::create_invite,
        )
        .post(
            "/workspace/invites/revoke",
            &[Action::Invite],
            workspace::revoke_invite,
        )
        .get(
            "/workspace/settings",
            &[Action::ChangeWorkspace],
            workspace::workspace,
        )
        .post(
            "/workspace/settings",
            &[Action::ChangeWorkspace],
            workspace::change_workspace,
        )
        .get("/workspace/audit", &[Action::ReadAudit], workspace::audit)
        .get(
            "/workspace/audit.csv",
            &[Action::ReadAudit],
            workspace::audit_csv,
        )
        .get("/workspace/bans", &[Action::SeeAccounts], workspace::bans)
}

/// Logs only the path's pattern, neither the path itself nor query and headers: they may contain
/// secrets.
fn span(request: &axum::extract::Request) -> tracing::Span {
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str);
    tracing::debug_span!("request", method = %request.method(), path)
}

//! Pages, forms, files and health over HTTP. Routes are listed in [`router`]; each handler calls
//! [`actions`](crate::actions) and holds no rules of its own.

mod admin;
mod api;
mod applicant;
pub mod assets;
pub mod client_address;
mod error;
mod headers;
mod health;
mod join;
mod links;
mod name;
mod origin;
mod pages;
mod passkeys;
mod people;
mod redirect;
mod room;
mod room_settings;
mod rooms;
mod settings;
pub mod setup;
mod sign_in;
mod text_form;
mod viewer;

use axum::{
    Router,
    extract::{DefaultBodyLimit, MatchedPath},
    middleware,
    routing::{get, post},
};
use protocol::limits::MAX_BODY_CHARS;
use tower_http::{CompressionLevel, compression::CompressionLayer, trace::TraceLayer};

use crate::{actions::Actions, domain::session_cookie::CookieKind};
use assets::Site;
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
    let pages = Router::new()
        .merge(for_anybody())
        .merge(for_rooms())
        .merge(for_people())
        .merge(for_oneself())
        .merge(for_admins())
        .fallback(pages::file_or_not_found)
        .layer(DefaultBodyLimit::max(MAX_FORM_BYTES))
        .layer(middleware::from_fn_with_state(state.clone(), origin::guard))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .with_state(state);
    pages
        .merge(sockets)
        .layer(middleware::from_fn(headers::secure))
        .layer(TraceLayer::new_for_http().make_span_with(span))
}

/// What needs no session.
fn for_anybody() -> Router<HttpState> {
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/setup", get(setup::show).post(setup::set_up))
        .route("/sign-in", get(sign_in::show).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/passkeys/sign-in/start", post(passkeys::begin_sign_in))
        .route("/passkeys/sign-in/finish", post(passkeys::sign_in))
        .route("/visit", post(sign_in::visit))
        .route("/sign-up", get(join::sign_up_form).post(join::sign_up))
        .route("/join/{code}", get(join::show).post(join::join))
        .route(
            "/reset/{code}",
            get(links::new_password).post(links::take_password),
        )
        .route(
            "/link/{code}",
            get(links::link_device).post(links::sign_in_device),
        )
        .route("/api/guest-session", post(api::guest_session))
        .route("/api/session", post(api::session))
}

/// Rooms.
fn for_rooms() -> Router<HttpState> {
    Router::new()
        .route("/", get(room::first))
        .route("/rooms", get(rooms::directory).post(rooms::create_room))
        .route("/rooms/new", get(rooms::new_room))
        .route("/direct", post(rooms::talk))
        .route("/direct/new", get(rooms::new_direct))
        .route("/r/{slug}", get(room::by_slug))
        .route("/r/{slug}/messages", post(room::post_message))
        .route("/r/{slug}/join", post(rooms::join))
        .route("/r/{slug}/settings", get(room_settings::show))
        .route("/r/{slug}/preferences", post(room_settings::preferences))
        .route("/r/{slug}/edit", post(room_settings::edit))
        .route("/r/{slug}/posting", post(room_settings::posting))
        .route("/r/{slug}/kind", post(room_settings::kind))
        .route("/r/{slug}/add", post(room_settings::add))
        .route("/r/{slug}/remove", post(room_settings::remove))
        .route("/r/{slug}/place", post(room_settings::place))
        .route("/r/{slug}/leave", post(room_settings::leave))
        .route("/r/{slug}/archive", post(room_settings::archive))
        .route("/r/{slug}/unarchive", post(room_settings::unarchive))
        .route("/r/{slug}/delete", post(room_settings::delete))
}

/// People.
fn for_people() -> Router<HttpState> {
    Router::new()
        .route("/people/{handle}", get(people::show))
        .route("/people/{handle}/ignore", post(people::ignore))
        .route("/people/{handle}/unignore", post(people::unignore))
        .route("/people/{handle}/role", post(people::role))
        .route("/people/{handle}/reset-link", post(people::reset_link))
        .route("/people/{handle}/end-sessions", post(people::end_sessions))
        .route("/people/{handle}/deactivate", post(people::deactivate))
        .route("/people/{handle}/reactivate", post(people::reactivate))
        .route("/people/{handle}/ban", post(people::ban))
        .route("/people/{handle}/unban", post(people::unban))
}

/// What people set for themselves.
fn for_oneself() -> Router<HttpState> {
    Router::new()
        .route("/name", post(name::rename))
        .route("/settings", get(settings::profile))
        .route("/settings/profile", post(settings::save_profile))
        .route(
            "/settings/password",
            get(settings::password).post(settings::change_password),
        )
        .route("/settings/sessions", get(settings::sessions))
        .route("/settings/sessions/end", post(settings::end_session))
        .route("/settings/sessions/end-others", post(settings::end_others))
        .route("/settings/passkeys", get(passkeys::show))
        .route("/settings/passkeys/remove", post(passkeys::remove))
        .route("/passkeys/register/start", post(passkeys::begin))
        .route("/passkeys/register/finish", post(passkeys::add))
        .route("/settings/phone", post(settings::phone))
        .route("/settings/data", get(settings::data))
        .route("/settings/data/export", post(settings::export))
        .route("/settings/data/delete", post(settings::delete))
}

/// What admins see of the place.
fn for_admins() -> Router<HttpState> {
    Router::new()
        .route("/admin/people", get(admin::people))
        .route(
            "/admin/invites",
            get(admin::invites).post(admin::create_invite),
        )
        .route("/admin/invites/revoke", post(admin::revoke_invite))
        .route(
            "/admin/instance",
            get(admin::instance).post(admin::change_instance),
        )
        .route("/admin/audit", get(admin::audit))
        .route("/admin/audit.csv", get(admin::audit_csv))
        .route("/admin/bans", get(admin::bans))
}

/// Neither query, headers nor the path itself are logged, only its pattern: they may hold secrets.
fn span(request: &axum::extract::Request) -> tracing::Span {
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str);
    tracing::debug_span!("request", method = %request.method(), path)
}

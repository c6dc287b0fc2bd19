//! How people get in: set-up, sign-in, sign-up, invitations, one-time links, passkeys.

pub(crate) mod api;
pub(crate) mod join;
pub(crate) mod links;
pub(crate) mod passkeys;
pub(crate) mod registration;
pub mod setup;
pub(crate) mod sign_in;

use crate::http::routes::Routes;
use domain::authorise::Action;

/// The addresses of this feature.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
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
}

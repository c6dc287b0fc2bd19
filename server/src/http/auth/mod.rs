//! How people get in: set-up, sign-in, sign-up, invitations, one-time links, passkeys.

pub(crate) mod api;
pub(crate) mod join;
pub(crate) mod links;
pub(crate) mod passkeys;
pub(crate) mod registration;
pub mod setup;
pub(crate) mod sign_in;
mod sign_up;

use app::pages::{
    account::passkeys::{PasskeysPage, form::RemovePasskey},
    auth::{
        join::form::Join,
        link_device::form::LINK_DEVICE,
        reset_password::form::SetPassword,
        setup::{SetupPage, form::SetUp},
        sign_in::{
            SignInPage,
            form::{SIGN_OUT, SignIn, VISIT},
        },
        sign_up::{SignUpPage, form::SignUp},
    },
    form::Form,
};
use domain::authorise::Action;

use crate::http::routes::Routes;

/// The addresses of this feature.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get(SetupPage::PATH, &[Action::SetUp], setup::show)
        .post(SetUp::ROUTE, &[Action::SetUp], setup::set_up)
        .get(SignInPage::PATH, &[Action::SignIn], sign_in::show)
        .post(SignIn::ROUTE, &[Action::SignIn], sign_in::sign_in)
        .post(SIGN_OUT, &[Action::SignIn], sign_in::sign_out)
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
        .post(VISIT, &[Action::Register], sign_in::visit)
        .get(SignUpPage::PATH, &[Action::Register], sign_up::show)
        .post(SignUp::ROUTE, &[Action::Register], sign_up::sign_up)
        .get(Join::ROUTE, &[Action::UseLink], join::show)
        .post(Join::ROUTE, &[Action::UseLink], join::join)
        .get(SetPassword::ROUTE, &[Action::UseLink], links::new_password)
        .post(SetPassword::ROUTE, &[Action::UseLink], links::take_password)
        .get(LINK_DEVICE, &[Action::UseLink], links::link_device)
        .post(LINK_DEVICE, &[Action::UseLink], links::sign_in_device)
        .post_json(
            "/api/visitor-session",
            &[Action::Register],
            api::visitor_session,
        )
        .post_json("/api/session", &[Action::SignIn], api::session)
        .get(PasskeysPage::PATH, &[Action::EditAccount], passkeys::show)
        .post(
            RemovePasskey::ROUTE,
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

//! The list of addresses. An address cannot be served without saying which actions of the table it
//! is for: the router is made of the list that the tests walk and that `docs/permissions.md` shows.

use axum::{
    Router,
    handler::Handler,
    http::Method,
    middleware,
    routing::{MethodFilter, on},
};

use super::{
    HttpState,
    door::{self, Answers, Toll},
};
use crate::actions::limits::Kind;
use domain::authorise::Action;

/// One method of one address.
#[derive(Clone, Debug)]
pub struct Route {
    /// How it is asked.
    pub method: Method,
    /// The address, with `{…}` where something is named.
    pub path: &'static str,
    /// What whoever asks has to be allowed, each or one of them: some forms can do two things.
    pub needs: &'static [Action],
    /// Of which tokens it takes one.
    pub kind: Kind,
}

/// Addresses with what answers them.
#[derive(Default)]
pub(super) struct Routes {
    router: Router<HttpState>,
    list: Vec<Route>,
}

impl Routes {
    pub(super) fn get<T: 'static>(
        self,
        path: &'static str,
        needs: &'static [Action],
        page: impl Handler<T, HttpState>,
    ) -> Self {
        let method = (Method::GET, MethodFilter::GET);
        self.with(method, Answers::Page, path, needs, page)
    }

    /// What a form is sent to.
    pub(super) fn post<T: 'static>(
        self,
        path: &'static str,
        needs: &'static [Action],
        taker: impl Handler<T, HttpState>,
    ) -> Self {
        let method = (Method::POST, MethodFilter::POST);
        self.with(method, Answers::Page, path, needs, taker)
    }

    /// What a program asks for.
    pub(super) fn get_json<T: 'static>(
        self,
        path: &'static str,
        needs: &'static [Action],
        answer: impl Handler<T, HttpState>,
    ) -> Self {
        let method = (Method::GET, MethodFilter::GET);
        self.with(method, Answers::Json, path, needs, answer)
    }

    /// What a program or a script sends.
    pub(super) fn post_json<T: 'static>(
        self,
        path: &'static str,
        needs: &'static [Action],
        taker: impl Handler<T, HttpState>,
    ) -> Self {
        let method = (Method::POST, MethodFilter::POST);
        self.with(method, Answers::Json, path, needs, taker)
    }

    fn with<T: 'static>(
        mut self,
        (method, filter): (Method, MethodFilter),
        answers: Answers,
        path: &'static str,
        needs: &'static [Action],
        handler: impl Handler<T, HttpState>,
    ) -> Self {
        let kind = kind(&method, needs);
        let toll = Toll { kind, answers };
        let paid = middleware::from_fn(move |request, next| door::pay(toll, request, next));
        let answered = on(filter, handler).route_layer(paid);
        self.router = self.router.route(path, answered);
        self.list.push(Route {
            method,
            path,
            needs,
            kind,
        });
        self
    }

    /// What serves them.
    pub(super) fn into_router(self) -> Router<HttpState> {
        self.router
    }

    pub(super) fn into_list(self) -> Vec<Route> {
        self.list
    }
}

/// A page only shows, whatever it is a page for.
fn kind(method: &Method, needs: &[Action]) -> Kind {
    match needs
        .first()
        .map_or(Kind::Change, |action| Kind::of(*action))
    {
        Kind::Health => Kind::Health,
        _ if method.is_safe() => Kind::Read,
        kind => kind,
    }
}

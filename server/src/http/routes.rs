//! The list of routes. A route cannot be served without naming the actions of the table that it
//! needs: the router is built from the same list that the tests check and that
//! `docs/permissions.md` shows.

use std::mem;

use axum::{
    Router,
    handler::Handler,
    http::Method,
    middleware,
    routing::{MethodFilter, on},
};

use super::{
    HttpState,
    request_limit::{self, Answers, RequestCost},
};
use crate::actions::limits::Kind;
use domain::authorise::Action;

/// One method of one path.
#[derive(Clone, Debug)]
pub struct Route {
    /// The HTTP method.
    pub method: Method,
    /// The path, with `{…}` for parameters.
    pub path: &'static str,
    /// The actions that it needs, all or one of them: some forms can do two things.
    pub needs: &'static [Action],
    /// Which rate limit it counts towards.
    pub kind: Kind,
}

/// Routes with their handlers.
#[derive(Default)]
pub(crate) struct Routes {
    pages: Router<HttpState>,
    /// Those for programs, which pages of any origin may use.
    api: Router<HttpState>,
    list: Vec<Route>,
}

impl Routes {
    pub(crate) fn get<T: 'static>(
        self,
        path: &'static str,
        needs: &'static [Action],
        page: impl Handler<T, HttpState>,
    ) -> Self {
        let method = (Method::GET, MethodFilter::GET);
        self.with(method, Answers::Page, path, needs, page)
    }

    /// A route that takes a form.
    pub(crate) fn post<T: 'static>(
        self,
        path: &'static str,
        needs: &'static [Action],
        taker: impl Handler<T, HttpState>,
    ) -> Self {
        let method = (Method::POST, MethodFilter::POST);
        self.with(method, Answers::Page, path, needs, taker)
    }

    /// A route that answers with JSON.
    pub(crate) fn get_json<T: 'static>(
        self,
        path: &'static str,
        needs: &'static [Action],
        answer: impl Handler<T, HttpState>,
    ) -> Self {
        let method = (Method::GET, MethodFilter::GET);
        self.with(method, Answers::Json, path, needs, answer)
    }

    /// A route that takes and answers JSON, for programs and scripts.
    pub(crate) fn post_json<T: 'static>(
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
        let cost = RequestCost { kind, answers };
        let charged =
            middleware::from_fn(move |request, next| request_limit::charge(cost, request, next));
        let answered = on(filter, handler).route_layer(charged);
        let router = if path.starts_with("/api/") {
            &mut self.api
        } else {
            &mut self.pages
        };
        *router = mem::take(router).route(path, answered);
        self.list.push(Route {
            method,
            path,
            needs,
            kind,
        });
        self
    }

    /// Those of the API, and all others.
    pub(crate) fn into_routers(self) -> (Router<HttpState>, Router<HttpState>) {
        (self.api, self.pages)
    }

    pub(crate) fn into_list(self) -> Vec<Route> {
        self.list
    }
}

/// A GET only reads, whatever action its page is for.
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

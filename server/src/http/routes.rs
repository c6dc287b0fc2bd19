//! The list of addresses. An address cannot be served without saying which actions of the table it
//! is for: the router is made of the list that the tests walk and that `docs/permissions.md` shows.

use axum::{
    Router,
    handler::Handler,
    http::Method,
    routing::{MethodFilter, on},
};

use super::HttpState;
use crate::domain::authorise::Action;

/// One method of one address.
#[derive(Clone, Debug)]
pub struct Route {
    /// How it is asked.
    pub method: Method,
    /// The address, with `{…}` where something is named.
    pub path: &'static str,
    /// What whoever asks has to be allowed, each or one of them: some forms can do two things.
    pub needs: &'static [Action],
}

/// Addresses with what answers them.
#[derive(Default)]
pub(super) struct Routes {
    router: Router<HttpState>,
    list: Vec<Route>,
}

impl Routes {
    /// A page.
    pub(super) fn get<T: 'static>(
        self,
        path: &'static str,
        needs: &'static [Action],
        page: impl Handler<T, HttpState>,
    ) -> Self {
        self.with((Method::GET, MethodFilter::GET), path, needs, page)
    }

    /// What a form is sent to.
    pub(super) fn post<T: 'static>(
        self,
        path: &'static str,
        needs: &'static [Action],
        taker: impl Handler<T, HttpState>,
    ) -> Self {
        self.with((Method::POST, MethodFilter::POST), path, needs, taker)
    }

    fn with<T: 'static>(
        mut self,
        (method, filter): (Method, MethodFilter),
        path: &'static str,
        needs: &'static [Action],
        handler: impl Handler<T, HttpState>,
    ) -> Self {
        self.router = self.router.route(path, on(filter, handler));
        self.list.push(Route {
            method,
            path,
            needs,
        });
        self
    }

    /// What serves them.
    pub(super) fn into_router(self) -> Router<HttpState> {
        self.router
    }

    /// The list.
    pub(super) fn into_list(self) -> Vec<Route> {
        self.list
    }
}

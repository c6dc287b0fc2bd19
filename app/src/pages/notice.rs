//! One centred card: nothing is here, or something went wrong.

use leptos::prelude::*;

use crate::{chrome::icon::Logo, page_data::Problem};

/// Nothing is at that address.
pub fn not_found() -> AnyView {
    view! {
        <main class="notice">
            <Logo />
            <h1>"Page not found"</h1>
            <p>"Check the address. The page may also have been deleted."</p>
            <p>
                <a href="/">"Go to the conversation"</a>
            </p>
        </main>
    }
    .into_any()
}

/// Something went wrong.
pub fn problem(problem: Problem) -> AnyView {
    let id = problem.id.map(|id| {
        view! { <p class="problem-id">"Report this problem ID to an admin: " <code>{id}</code></p> }
    });
    view! {
        <main class="notice">
            <Logo />
            <h1>"That did not work"</h1>
            <p>{problem.message}</p>
            {id}
            <p>
                <a href="/">"Back to the conversation"</a>
            </p>
        </main>
    }
    .into_any()
}

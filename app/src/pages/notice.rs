//! One centred card: nothing is here, or something went wrong.

use leptos::prelude::*;

use crate::{chrome::icon::Logo, page_data::Problem};

/// Nothing is at that address.
pub fn not_found() -> AnyView {
    view! {
        <main class="notice">
            <Logo />
            <h1>"There is nothing here"</h1>
            <p>"The address may be mistyped, or what it led to is gone."</p>
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
        view! { <p class="problem-id">"Tell whoever runs this place: problem " <code>{id}</code></p> }
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

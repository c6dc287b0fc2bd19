//! One centred card: nothing is here, or something went wrong.

use leptos::prelude::*;

use crate::{chrome::icon::Logo, page_data::Problem};

/// Nothing is at that address.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <main class="notice">
            <Logo />
            <h1>"There is nothing here"</h1>
            <p>"The address may be mistyped, or what it led to is gone."</p>
            <p>
                <a href="/">"Go to #lobby"</a>
            </p>
        </main>
    }
}

/// Something went wrong.
#[component]
pub fn ProblemPage(
    /// What.
    problem: Problem,
) -> impl IntoView {
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
                <a href="/">"Back to #lobby"</a>
            </p>
        </main>
    }
}

//! Opening a direct room: for one person or a few.

use app::pages::{
    form::{Form, FormErrors, RawForm},
    parts::Person,
    rooms::new_direct::{
        NewDirectPage, PersonChoice,
        form::{OpenDirect, QUERY, ticked},
    },
};
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use domain::search_text::SearchText;
use protocol::{ErrorReply, Handle, Member, MemberId, Slug, limits::MAX_GROUP};

use crate::{
    actions::rooms::memberships::DirectCandidates,
    http::{
        HttpState,
        error::{PageResult, Refused},
        extract::{Posted, Query},
        pages,
        redirect::see,
        viewer::Viewer,
    },
};

/// The form for a direct room. Selected people stay selected while others are searched for.
pub(crate) async fn new_direct(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(search): Query<Vec<(String, String)>>,
) -> PageResult {
    let search = RawForm::from(search);
    let words = SearchText::from(search.get(QUERY).to_owned());
    let errors = FormErrors::default();
    let page = direct_page(&state, &viewer, words.into(), &ticked(&search), errors).await?;
    Ok(pages::render(&state, StatusCode::OK, page).await)
}

/// People in one page of the store's list; there may be more.
const PEOPLE: usize = 100;

async fn direct_page(
    state: &HttpState,
    viewer: &Viewer,
    query: String,
    chosen: &[MemberId],
    errors: FormErrors,
) -> Result<NewDirectPage, ErrorReply> {
    let chosen = chosen.iter().copied().take(MAX_GROUP).collect();
    let people = state
        .actions
        .direct_candidates(&viewer.actor, query.clone(), chosen);
    let DirectCandidates { found, chosen } = people.await?;
    let has_more = found.len() >= PEOPLE;
    let ticked = chosen.into_iter().map(|one| (one.member, one.handle));
    let mut people: Vec<Person> = ticked.map(person).collect();
    let ticked = people.len();
    for one in found {
        if people.iter().all(|known| known.member.id != one.member.id) {
            people.push(person((one.member, one.handle)));
        }
    }
    let people = people.into_iter().enumerate();
    let people = people.filter(|(_, one)| one.member.id != viewer.actor.member.id);
    Ok(NewDirectPage {
        frame: viewer.frame(),
        query,
        has_more,
        people: people
            .map(|(at, person)| PersonChoice {
                is_chosen: at < ticked,
                person,
            })
            .collect(),
        errors,
    })
}

fn person((member, handle): (Member, Option<Handle>)) -> Person {
    Person { member, handle }
}

/// Opens the direct room of these people.
pub(crate) async fn talk(
    State(state): State<HttpState>,
    viewer: Viewer,
    Posted(fields): Posted,
) -> PageResult {
    match open(&state, &viewer, &fields).await {
        Ok(slug) => Ok(see(&format!("/r/{slug}")).into_response()),
        Err(Refused { status, errors }) => {
            let (all, ticked) = (String::new(), ticked(&fields));
            let page = direct_page(&state, &viewer, all, &ticked, errors).await?;
            Ok(pages::render(&state, status, page).await)
        }
    }
}

async fn open(state: &HttpState, viewer: &Viewer, fields: &RawForm) -> Result<Slug, Refused> {
    let people = OpenDirect::parse(fields)?.people;
    Ok(state.actions.open_direct(&viewer.actor, people).await?.slug)
}

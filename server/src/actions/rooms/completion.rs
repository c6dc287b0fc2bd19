//! What a name can be completed to while a message is written.

use domain::{authorise::action, fold::fold};
use futures_util::FutureExt as _;
use protocol::{ErrorReply, Slug};
use store::{Caller, Granted, NamedRoom, PersonRow, Resource, StoreError, View};

use crate::actions::{Actions, Actor};

/// Most of one kind that are offered.
const MOST: usize = 8;

/// People whose names begin so or have the letters in them, the best first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CompletedPeople {
    pub inside: Vec<PersonRow>,
    /// Whom the writer knows and who is not in the room.
    pub outside: Vec<PersonRow>,
    /// Whether the writer may mention everyone.
    pub may_mention_all: bool,
}

impl Actions {
    /// People to mention in a room. Those who may not see who is in it are offered nobody.
    ///
    /// # Errors
    /// `not_found`, `storage_unavailable`.
    pub async fn complete_people(
        &self,
        actor: &Actor,
        room: Slug,
        letters: String,
    ) -> Result<CompletedPeople, ErrorReply> {
        let caller = actor.caller();
        self.request(action::SeeRoom, actor, room)
            .read(move |view, granted| {
                async move { people(view, caller, granted, &letters).await }.boxed()
            })
            .await
    }

    /// Rooms to mention: open and public ones that the writer may see.
    ///
    /// # Errors
    /// `not_found`, `storage_unavailable`.
    pub async fn complete_rooms(
        &self,
        actor: &Actor,
        room: Slug,
        letters: String,
    ) -> Result<Vec<NamedRoom>, ErrorReply> {
        let caller = actor.caller();
        self.request(action::SeeRoom, actor, room)
            .read(move |view, _| {
                async move {
                    let on = Resource::Workspace;
                    let own = view.authorise(action::SeeOwnRooms, caller, on).await?;
                    let mut found = view.rooms_named(&own, &letters).await?;
                    found.sort_by_cached_key(|room| !fold(&room.name).starts_with(&fold(&letters)));
                    found.truncate(MOST);
                    Ok(found)
                }
                .boxed()
            })
            .await
    }

    /// Emoji are the same everywhere; only who may see the room is asked.
    ///
    /// # Errors
    /// `not_found`, `storage_unavailable`.
    pub async fn may_complete(&self, actor: &Actor, room: Slug) -> Result<(), ErrorReply> {
        self.request(action::SeeRoom, actor, room).check().await
    }
}

async fn people(
    view: &mut View<'_>,
    caller: Caller,
    granted: &Granted<action::SeeRoom>,
    letters: &str,
) -> Result<CompletedPeople, StoreError> {
    let Ok(listed) = granted.also(action::SeeRoomMembers) else {
        return Ok(CompletedPeople::default());
    };
    let may_mention_all = granted.also(action::MentionAll).is_ok();
    let inside = view.room_members_named(&listed, letters).await?;
    let inside = best(inside.into_iter().map(|one| one.person), letters, MOST);
    let left = MOST - inside.len();
    // To guests, whoever is not in the room is nobody: see `View::meanings`.
    let outside = if left > 0 && may_mention_all {
        let browsing = view
            .authorise(action::BrowsePeople, caller, Resource::Workspace)
            .await?;
        let known = view.people(&browsing, letters).await?;
        let ids = known.iter().map(|one| one.member.id);
        let inside = view.which_are_in_room(&listed, ids).await?;
        let outside = known.into_iter();
        let outside = outside.filter(|one| !inside.contains(&one.member.id));
        best(outside, letters, left)
    } else {
        Vec::new()
    };
    Ok(CompletedPeople {
        inside,
        outside,
        may_mention_all,
    })
}

/// Those whose handle or name begins with the letters come first, then those by whose second name one
/// would find them; each in the order in which they are listed.
fn best(people: impl Iterator<Item = PersonRow>, letters: &str, most: usize) -> Vec<PersonRow> {
    let letters = fold(letters);
    let mut found: Vec<PersonRow> = people.filter(|one| one.handle.is_some()).collect();
    found.sort_by_cached_key(|one| {
        let handle = one.handle.as_ref().map_or("", |handle| handle.as_str());
        let name = fold(one.member.name.as_str());
        let begins = fold(handle).starts_with(&letters) || name.starts_with(&letters);
        let has_word = name.split(' ').any(|word| word.starts_with(&letters));
        (!begins, !has_word)
    });
    found.truncate(most);
    found
}

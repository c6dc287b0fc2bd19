//! The database keeps the order of people's lists, whatever happens to the rooms.

use super::file::File;
use domain::authorise::action;
use protocol::{
    RoomState,
    limits::{LISTED_DIRECT_ROOMS, LISTED_ROOMS},
};
use std::collections::BTreeMap;
use store::{Caller, OwnRoom, OwnRooms, Resource, Store};

pub(super) async fn first(store: &Store, caller: Caller) -> OwnRooms {
    let rooms = store.read(move |view| {
        Box::pin(async move {
            let granted = view
                .authorise(action::SeeOwnRooms, caller, Resource::Workspace)
                .await?;
            view.first_rooms(&granted).await
        })
    });
    rooms.await.expect("reads")
}

pub(super) async fn all(store: &Store, caller: Caller) -> Vec<OwnRoom> {
    let rooms = store.read(move |view| {
        Box::pin(async move {
            let granted = view
                .authorise(action::SeeOwnRooms, caller, Resource::Workspace)
                .await?;
            view.own_rooms(&granted).await
        })
    });
    rooms.await.expect("reads")
}

/// What a list of these shows, by a reading of the rules that knows nothing of indexes.
pub(super) fn listed(rooms: &[OwnRoom]) -> Vec<OwnRoom> {
    let plain = |one: &&OwnRoom| {
        one.preference
            .is_none_or(|set| !set.favourite && !set.muted)
    };
    let living = |one: &&OwnRoom| one.room.state == RoomState::Active;
    let favourite = rooms
        .iter()
        .filter(living)
        .filter(|one| one.preference.is_some_and(|set| set.favourite));
    let muted = rooms.iter().filter(living).filter(|one| {
        one.preference
            .is_some_and(|set| set.muted && !set.favourite)
    });
    let of_kind = |is_direct: bool, most: usize| {
        rooms
            .iter()
            .filter(living)
            .filter(plain)
            .filter(move |one| one.room.kind.is_direct() == is_direct)
            .take(most + 1)
    };
    favourite
        .chain(muted)
        .chain(of_kind(false, LISTED_ROOMS))
        .chain(of_kind(true, LISTED_DIRECT_ROOMS))
        .cloned()
        .collect()
}

#[test]
fn the_first_rooms_are_those_that_come_first_whatever_happened_to_them() {
    for seed in 1..=8 {
        let folder = tempfile::tempdir().expect("folder");
        let mut file = File::make(folder.path(), 0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed));
        let (caller, _) = file.member(1, "member");
        file.member(2, "member");
        let rooms: Vec<String> = (0..160_u128)
            .map(|n| {
                let kind = ["private", "direct", "public", "open", "group"][n as usize % 5];
                let name = format!("room {}", (n * 37) % 160);
                let room = file.room(5000 + n, &name, kind);
                if n % 7 != 0 && kind != "open" {
                    file.put(&room, 1);
                }
                room
            })
            .collect();
        file.live(&rooms);
        let runtime = file.runtime;
        drop(file.database);
        runtime.block_on(async {
            let (store, _news) = Store::open(folder.path()).await.expect("opens");
            let (first, all) = (first(&store, caller).await, all(&store, caller).await);
            let by_id = |rooms: &[OwnRoom]| -> BTreeMap<_, _> {
                let rooms = rooms.iter().map(|one| (one.room.id, one.clone()));
                rooms.collect()
            };
            let expected = listed(&all);
            assert!(expected.len() > LISTED_ROOMS, "{}", expected.len());
            let (got, wanted) = (by_id(&first.rooms), by_id(&expected));
            // Those for which there is no room may be any of many.
            assert!(wanted.keys().all(|id| got.contains_key(id)), "seed {seed}");
            assert!(first.more, "seed {seed}");
            let in_order = first.rooms.iter().map(|one| one.room.id);
            let as_in_all = all.iter().map(|one| one.room.id);
            let as_in_all: Vec<_> = as_in_all.filter(|id| got.contains_key(id)).collect();
            assert_eq!(in_order.collect::<Vec<_>>(), as_in_all, "seed {seed}");
            store.close().await;
        });
    }
}

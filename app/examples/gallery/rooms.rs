//! Rooms, and people.

use app::pages::{
    Document,
    form::{FormErrors, FormResult, FormState, RawForm, SentForm},
    people::person::{AccountState, Bystanders, PersonPage, PersonPowers, PersonSection},
    rooms::{
        directory::{DirectoryPage, DirectoryRoom, Standing},
        new_direct::{NewDirectPage, PersonChoice},
        new_room::{
            NewRoomPage,
            form::{CreateRoom, NAME},
        },
        own_rooms::{OwnRoomEntry, OwnRoomsPage},
        settings::{RoomPerson, RoomPowers, RoomSection, RoomSettingsPage, form::ADDED},
    },
};
use protocol::{Level, Role, Room, RoomId, RoomKind, RoomPreference, RoomRole};
use uuid::Uuid;

use crate::cast::{
    DAY, ada, all_rooms, archived, at, design, direct, former, frame, grace, handle_of, link,
    people, salaries,
};

pub fn pages() -> Vec<(&'static str, Document)> {
    vec![
        ("directory", Document::of(directory(""))),
        ("directory-nothing", Document::of(directory("zebra"))),
        ("own-rooms", Document::of(own_rooms(""))),
        ("own-rooms-nothing", Document::of(own_rooms("zebra"))),
        (
            "new-room",
            Document::of(new_room(Role::Admin, FormErrors::default())),
        ),
        (
            "new-room-refused",
            Document::of(new_room(
                Role::Member,
                FormErrors::of(NAME, "That name is already taken. Choose another."),
            )),
        ),
        ("new-direct", Document::of(new_direct(""))),
        ("new-direct-nothing", Document::of(new_direct("zebra"))),
        ("room-settings", settings(design(), all_powers(), None)),
        (
            "room-settings-refused",
            settings(salaries(), all_powers(), Some(refused())),
        ),
        ("room-settings-nobody-found", nobody_found()),
        (
            "room-settings-member",
            settings(salaries(), own_powers(), Some(saved())),
        ),
        (
            "room-settings-archived",
            settings(archived(), all_powers(), None),
        ),
        (
            "room-settings-direct",
            settings(direct(), own_powers(), None),
        ),
        (
            "person",
            person(PersonPowers {
                message: true,
                ignore: true,
                ..PersonPowers::default()
            }),
        ),
        ("person-admin", person(admin_powers())),
        ("person-link", with_link()),
        ("person-banned", banned()),
        ("person-visitor", visitor()),
        ("person-me", me()),
    ]
}

fn directory(query: &str) -> DirectoryPage {
    let rooms = all_rooms().into_iter().take(6);
    let standings = [
        Standing::In,
        Standing::MayJoin,
        Standing::In,
        Standing::MayLook,
    ];
    let entry = |(room, standing): (Room, Standing)| DirectoryRoom {
        description: if room.topic.is_empty() {
            "Whatever does not belong anywhere else, and a little more than that, so that the line breaks once.".into()
        } else {
            String::new()
        },
        people: if standing == Standing::MayLook { 1 } else { 12 },
        room,
        standing,
    };
    let rooms = rooms.zip(standings.into_iter().cycle()).map(entry);
    DirectoryPage {
        frame: frame(Role::Member),
        query: query.into(),
        rooms: if query.is_empty() {
            rooms.collect()
        } else {
            Vec::new()
        },
        next: query.is_empty().then(|| "launch-2025".into()),
        notice: query.is_empty().then(|| "You left #deploys.".into()),
    }
}

fn own_rooms(query: &str) -> OwnRoomsPage {
    let level = Level::Mentions;
    let rooms = all_rooms().into_iter().enumerate();
    let rooms = rooms.map(|(at, room)| OwnRoomEntry {
        preference: (at % 3 == 1).then_some(RoomPreference {
            room: room.id,
            favourite: at % 2 == 0,
            muted: at % 2 == 1,
            level,
        }),
        room,
    });
    OwnRoomsPage {
        frame: frame(Role::Member),
        query: query.into(),
        rooms: if query.is_empty() {
            rooms.collect()
        } else {
            Vec::new()
        },
        next: query.is_empty().then(|| "next".into()),
        notice: None,
    }
}

fn new_room(role: Role, errors: FormErrors) -> NewRoomPage {
    NewRoomPage {
        frame: frame(role),
        form: FormState {
            fields: CreateRoom::blank(RoomId(Uuid::from_u128(40)))
                .with(NAME, if errors.is_empty() { "" } else { "design" }),
            errors,
        },
    }
}

fn new_direct(query: &str) -> NewDirectPage {
    let choice = |(number, person)| PersonChoice {
        person,
        is_chosen: number == 1,
    };
    let people = people().into_iter().enumerate().map(choice);
    NewDirectPage {
        frame: frame(Role::Member),
        query: query.into(),
        people: if query.is_empty() {
            people.collect()
        } else {
            Vec::new()
        },
        has_more: true,
        errors: FormErrors::default(),
    }
}

fn all_powers() -> RoomPowers {
    RoomPowers {
        prefer: true,
        edit: true,
        posting: true,
        kinds: vec![RoomKind::Public, RoomKind::Private],
        add: true,
        leave: true,
        archive: true,
        delete: true,
    }
}

fn own_powers() -> RoomPowers {
    RoomPowers {
        prefer: true,
        leave: true,
        ..RoomPowers::default()
    }
}

fn saved() -> SentForm<RoomSection> {
    SentForm {
        section: RoomSection::ForYou,
        result: FormResult::Done("Saved.".into()),
    }
}

fn refused() -> SentForm<RoomSection> {
    let errors = FormErrors::of(ADDED, "No one has that handle. Check the spelling.");
    let fields = RawForm::default().with(ADDED, "nobody");
    SentForm {
        section: RoomSection::People,
        result: FormResult::Refused(FormState { fields, errors }),
    }
}

fn settings(room: Room, powers: RoomPowers, sent: Option<SentForm<RoomSection>>) -> Document {
    Document::of(settings_page(room, powers, sent))
}

fn settings_page(
    room: Room,
    powers: RoomPowers,
    sent: Option<SentForm<RoomSection>>,
) -> RoomSettingsPage {
    let may = powers.add;
    let entry = |(number, person)| RoomPerson {
        person,
        role: if number == 0 {
            RoomRole::Admin
        } else {
            RoomRole::Member
        },
        may_remove: may && number > 0,
        may_change_role: may && number > 0,
    };
    RoomSettingsPage {
        frame: frame(if may { Role::Owner } else { Role::Member }),
        preference: RoomPreference {
            room: room.id,
            favourite: true,
            muted: false,
            level: Level::Mentions,
        },
        room,
        description: "Where the looks of things are talked about.".into(),
        is_in: true,
        people_count: 412,
        query: String::new(),
        after: 0,
        people: people().into_iter().enumerate().map(entry).collect(),
        next: Some("5".into()),
        candidates: people(),
        powers,
        sent,
    }
}

fn nobody_found() -> Document {
    Document::of(RoomSettingsPage {
        query: "zoe".into(),
        people: Vec::new(),
        next: None,
        ..settings_page(design(), own_powers(), None)
    })
}

fn admin_powers() -> PersonPowers {
    PersonPowers {
        message: true,
        ignore: true,
        roles: vec![Role::Admin, Role::Member, Role::Guest],
        reset_link: true,
        end_sessions: true,
        deactivate: true,
        ban: true,
    }
}

fn grace_page(powers: PersonPowers) -> PersonPage {
    let is_admin = powers.ban;
    PersonPage {
        frame: frame(if is_admin { Role::Owner } else { Role::Member }),
        member: grace(),
        handle: Some(handle_of("grace")),
        role: Role::Member,
        pronouns: "she/her".into(),
        bio: "Compilers, clocks, and a nanosecond of wire for whoever asks.".into(),
        time_zone: "America/New_York".into(),
        account: AccountState::Active,
        is_ignored: false,
        is_me: false,
        powers,
        bystanders: Bystanders {
            names: if is_admin {
                vec![grace().name, former().name]
            } else {
                Vec::new()
            },
            more: false,
        },
        networks: if is_admin {
            vec!["192.0.2.0/24".into(), "2001:db8:12::/48".into()]
        } else {
            Vec::new()
        },
        reset_link: None,
        sent: None,
    }
}

fn person(powers: PersonPowers) -> Document {
    let sent = powers.ban.then(|| SentForm {
        section: PersonSection::Role,
        result: FormResult::Done("Grace Hopper is a member now.".into()),
    });
    Document::of(PersonPage {
        sent,
        ..grace_page(powers)
    })
}

fn with_link() -> Document {
    Document::of(PersonPage {
        reset_link: Some(link()),
        is_ignored: true,
        ..grace_page(admin_powers())
    })
}

fn banned() -> Document {
    Document::of(PersonPage {
        account: AccountState::Banned {
            reason: "Advertising.".into(),
            until: Some(at(30 * DAY)),
        },
        ..grace_page(admin_powers())
    })
}

fn visitor() -> Document {
    Document::of(PersonPage {
        handle: None,
        role: Role::Visitor,
        pronouns: String::new(),
        bio: String::new(),
        time_zone: String::new(),
        networks: Vec::new(),
        bystanders: Bystanders::default(),
        ..grace_page(PersonPowers {
            ignore: true,
            end_sessions: true,
            ban: true,
            ..PersonPowers::default()
        })
    })
}

fn me() -> Document {
    Document::of(PersonPage {
        member: ada(),
        handle: Some(handle_of("ada")),
        is_me: true,
        bio: String::new(),
        ..grace_page(PersonPowers::default())
    })
}

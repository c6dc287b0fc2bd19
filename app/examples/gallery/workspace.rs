//! The admins' pages.

use app::pages::{
    Document,
    form::{FormErrors, FormState, RawForm},
    parts::OneTimeLink,
    people::person::AccountState,
    workspace::{
        audit::{AuditEntry, AuditPage, AuditedBy},
        bans::{BanRow, BansPage},
        invites::{
            InviteRow, InviteState, InvitesPage,
            form::{DAYS, ID, ROLE, USES},
        },
        people::{PeoplePage, PersonRow},
        settings::{
            WorkspacePage,
            form::{DOMAINS, JOINING, WORKSPACE},
        },
    },
};
use domain::joining::Joining;
use protocol::{Role, RoomName};

use crate::cast::{DAY, HOUR, all_rooms, at, frame, grace, link, people, person};

pub fn pages() -> Vec<(&'static str, Document)> {
    vec![
        ("admin-people", Document::of(admin_people(""))),
        ("admin-people-nothing", Document::of(admin_people("zebra"))),
        ("admin-invites", invites(None, FormErrors::default())),
        (
            "admin-invites-fresh",
            invites(Some(fresh()), FormErrors::default()),
        ),
        (
            "admin-invites-refused",
            invites(
                None,
                FormErrors::of(DAYS, "An invitation can be valid for 1 to 365 days."),
            ),
        ),
        ("admin-workspace", Document::of(workspace())),
        ("admin-audit", Document::of(audit(true))),
        ("admin-audit-empty", Document::of(audit(false))),
        ("admin-bans", Document::of(bans(true))),
        ("admin-bans-none", Document::of(bans(false))),
    ]
}

fn admin_people(query: &str) -> PeoplePage {
    let accounts = [
        AccountState::Active,
        AccountState::Deactivated,
        AccountState::Active,
        AccountState::Banned {
            reason: String::new(),
            until: None,
        },
        AccountState::Active,
    ];
    let row = |((person, account), role)| PersonRow {
        last_seen: (account == AccountState::Active).then(|| at(-2 * HOUR)),
        person,
        role,
        account,
    };
    let rows = people().into_iter().zip(accounts).zip(Role::ALL).map(row);
    PeoplePage {
        frame: frame(Role::Owner),
        now: at(0),
        query: query.into(),
        people: if query.is_empty() {
            rows.collect()
        } else {
            Vec::new()
        },
        next: query.is_empty().then(|| "m".into()),
        notice: None,
    }
}

fn fresh() -> OneTimeLink {
    OneTimeLink {
        url: "https://natter.harbour.example/join/kq3vZ0mJ8Wc2tXnD5sYb1A".into(),
        good_for: "for 7 days".into(),
        ..link()
    }
}

fn invites(fresh: Option<OneTimeLink>, errors: FormErrors) -> Document {
    let row = |id: &str, state, uses_left, used_by| InviteRow {
        id: id.into(),
        role: Role::Member,
        rooms: vec![RoomName::parse("design").expect("a name")],
        creator: person(grace(), "grace"),
        created: at(-DAY),
        expires: at(if state == InviteState::Expired {
            -HOUR
        } else {
            6 * DAY
        }),
        uses_left,
        others: if state == InviteState::Expired { 27 } else { 0 },
        used_by,
        state,
    };
    Document::of(InvitesPage {
        frame: frame(Role::Owner),
        now: at(0),
        is_cut: !errors.is_empty(),
        form: FormState {
            fields: RawForm::default()
                .with(ID, "7f0c6a52-53ef-4d6a-9f52-0c5a86ed6f4e")
                .with(ROLE, Role::Member.as_str())
                .with(USES, "1")
                .with(DAYS, if errors.is_empty() { "7" } else { "9999" }),
            errors,
        },
        rooms: all_rooms().into_iter().take(5).collect(),
        fresh,
        invites: vec![
            row("a", InviteState::Open, Some(1), people()),
            row("b", InviteState::Open, None, Vec::new()),
            row("c", InviteState::Expired, Some(3), people()),
            row("d", InviteState::Revoked, Some(3), Vec::new()),
        ],
        next: Some("100".into()),
        notice: None,
    })
}

fn workspace() -> WorkspacePage {
    WorkspacePage {
        frame: frame(Role::Admin),
        form: FormState::with(
            RawForm::default()
                .with(WORKSPACE, "Harbour Works")
                .with(JOINING, Joining::Domains.as_str())
                .with(DOMAINS, "harbour.example"),
        ),
        untrusted_proxy: Some("172.18.0.1".into()),
        notice: Some("Saved.".into()),
    }
}

fn audit(has_some: bool) -> AuditPage {
    let entry = |hour: i64, action: &str, target: &str, detail: &str| AuditEntry {
        at: at(-hour * HOUR),
        by: match hour {
            3 => AuditedBy::CommandLine,
            29 => AuditedBy::Itself,
            _ => AuditedBy::Person(person(grace(), "grace")),
        },
        action: action.into(),
        target: target.into(),
        detail: detail.into(),
    };
    let some = vec![
        entry(1, "changed the role of", "@mhamilton", "member → admin"),
        entry(2, "made an invite", "", "member, 1 use, 7 days, #design"),
        entry(3, "reset the password of", "@ada", ""),
        entry(
            29,
            "AdminHandover",
            "@ada in design",
            "admin after LeaveRoom",
        ),
        entry(30, "archived", "#launch-2025", ""),
    ];
    AuditPage {
        frame: frame(Role::Admin),
        entries: if has_some { some } else { Vec::new() },
        is_by_admins: false,
        next: has_some.then(|| "12".into()),
    }
}

fn bans(has_some: bool) -> BansPage {
    let mut people = people().into_iter();
    let ban = |addresses: &[&str], until| {
        Some(BanRow {
            person: people.next_back()?,
            addresses: addresses.iter().map(|&one| one.to_owned()).collect(),
            reason: "Advertising in every room, after two warnings.".into(),
            by: person(grace(), "grace"),
            since: at(-3 * DAY),
            until,
        })
    };
    let some = [(&["192.0.2.0/24"][..], Some(at(27 * DAY))), (&[][..], None)].map({
        let mut ban = ban;
        move |(addresses, until)| ban(addresses, until)
    });
    BansPage {
        frame: frame(Role::Admin),
        now: at(0),
        bans: if has_some {
            some.into_iter().flatten().collect()
        } else {
            Vec::new()
        },
        next: has_some.then(|| "200".into()),
        notice: None,
    }
}

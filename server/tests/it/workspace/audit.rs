//! The log of what admins did: each deed one line, that names who did what to whom where, as far as
//! every admin may know.

use std::collections::BTreeSet;

use crate::support::{
    Natter,
    people::{PASSWORD, Person, me},
    rooms::workspace,
};
use domain::authorise::Action;
use uuid::Uuid;

/// What is noted. An action that is in neither list is new: decide.
const NOTED: [Action; 19] = [
    Action::SetUp,
    // Of another's message alone.
    Action::DeleteMessage,
    Action::ClosePoll,
    Action::AddToRoom,
    Action::RemoveFromRoom,
    Action::ChangeRoomRole,
    Action::EditRoom,
    Action::ChangePosting,
    Action::ChangeKind,
    Action::ArchiveRoom,
    Action::DeleteRoom,
    Action::CreateOpenRoom,
    Action::HelpPerson,
    Action::Deactivate,
    Action::Ban,
    Action::ChangeRole,
    Action::Invite,
    Action::ChangeWorkspace,
    // As `Invite`: the line tells the role.
    Action::InviteAdmin,
];

/// What people do for themselves, or only read.
const NOT_NOTED: [Action; 44] = [
    Action::ScheduleMessage,
    Action::ManageScheduled,
    Action::SetReminder,
    Action::ManageReminders,
    Action::SaveDraft,
    Action::ForwardMessage,
    Action::SaveMessage,
    Action::SeeSaved,
    Action::PinMessage,
    Action::Mention,
    Action::MentionAll,
    Action::React,
    Action::Vote,
    Action::ReadMessage,
    Action::FollowThread,
    Action::EditMessage,
    Action::RestoreMessage,
    Action::CheckHealth,
    Action::SignIn,
    Action::UseLink,
    Action::Register,
    Action::JudgePassword,
    Action::SubscribeLobby,
    Action::SeeRoom,
    Action::ReadRoom,
    Action::SeeRoomMembers,
    Action::Post,
    Action::SetPreference,
    Action::JoinRoom,
    Action::LeaveRoom,
    Action::BrowseRooms,
    Action::CreateRoom,
    Action::BrowsePeople,
    Action::SeeOwnRooms,
    Action::RenameSelf,
    Action::EditAccount,
    Action::ManageSessions,
    Action::ExportSelf,
    Action::SeePerson,
    Action::OpenDirect,
    Action::AddPerson,
    Action::Ignore,
    Action::DeleteSelf,
    Action::SeeAccounts,
];

/// The lines, the earliest first: actor, action, member, room, detail.
fn log(natter: &Natter, owner: &Person) -> Vec<String> {
    let csv = natter
        .page(&owner.cookie(), "/workspace/audit.csv")
        .whole_body();
    let mut lines: Vec<String> = csv
        .lines()
        .skip(1)
        .map(|line| {
            let (at, rest) = line.split_once(',').expect("cells");
            assert!(at.ends_with('Z') && at.len() == 20, "{at}");
            rest.replace('"', "")
        })
        .collect();
    lines.reverse();
    lines
}

#[test]
fn every_action_is_noted_or_is_decided_not_to_be() {
    let decided: BTreeSet<_> = NOTED
        .iter()
        .chain(&NOT_NOTED)
        .chain(&[Action::ReadAudit])
        .map(|action| action.name())
        .collect();
    let all: BTreeSet<_> = Action::ALL.iter().map(|action| action.name()).collect();
    assert_eq!(decided, all);
}

#[test]
fn each_deed_is_one_line_however_often_its_form_is_sent() {
    let (_folder, natter, olive) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let bob_id = me(&natter.listen(&bob).1);
    let hidden = natter.room(&olive, "Layoffs", "private");
    let plans = natter.room(&olive, "Plans", "public");
    let quay = natter.room(&olive, "Quay", "open");
    let person = format!("person={bob_id}");
    let invite = Uuid::new_v4();
    let short = &invite.simple().to_string()[..8];
    let workspace = "workspace=The+Quay&joining=invite";
    let deeds = [
        (
            format!("/r/{}/add", plans.id),
            "person=bob".to_owned(),
            "AddToRoom,bob,plans,",
        ),
        (
            format!("/r/{}/add", hidden.id),
            "person=bob".into(),
            "AddToRoom,,a private room,",
        ),
        (
            format!("/r/{}/role", plans.id),
            format!("{person}&role=admin"),
            "ChangeRoomRole,bob,plans,admin",
        ),
        (
            format!("/r/{}/remove", plans.id),
            person.clone(),
            "RemoveFromRoom,bob,plans,",
        ),
        (
            format!("/r/{}/remove", hidden.id),
            person,
            "RemoveFromRoom,,a private room,",
        ),
        (
            format!("/r/{}/posting", plans.id),
            "posting=admins".into(),
            "ChangePosting,,plans,admins",
        ),
        (
            format!("/r/{}/archive", plans.id),
            String::new(),
            "ArchiveRoom,,plans,archived",
        ),
        (
            format!("/r/{}/unarchive", plans.id),
            String::new(),
            "ArchiveRoom,,plans,active",
        ),
        (
            "/people/bob/role".into(),
            "role=admin".into(),
            "ChangeRole,bob,,admin",
        ),
        (
            "/people/bob/role".into(),
            "role=member".into(),
            "ChangeRole,bob,,member",
        ),
        (
            "/people/bob/deactivate".into(),
            String::new(),
            "Deactivate,bob,,deactivated",
        ),
        (
            "/people/bob/reactivate".into(),
            String::new(),
            "Deactivate,bob,,active",
        ),
        (
            "/people/bob/ban".into(),
            "reason=spam&days=2".into(),
            "Ban,bob,,spam",
        ),
        ("/people/bob/unban".into(), String::new(), "Ban,bob,,lifted"),
        (
            "/workspace/invites".into(),
            format!("id={invite}&role=guest&days=7&uses=3&room={}", plans.id),
            "Invite,,,invite #: guest; uses: 3",
        ),
        (
            "/workspace/invites/revoke".into(),
            format!("invite={invite}"),
            "Invite,,,invite #: revoked",
        ),
        (
            "/workspace/settings".into(),
            workspace.into(),
            "ChangeWorkspace,,,name: The Quay; joining: invite; lobby: closed",
        ),
        (
            format!("/r/{}/delete", quay.id),
            "confirm=Quay".into(),
            "DeleteRoom,,a deleted room,",
        ),
    ];
    let mut known = log(&natter, &olive).len();
    for (path, form, line) in deeds {
        for _ in 0..2 {
            let done = natter.post(&path, &olive.cookie(), &form);
            assert!(matches!(done.status, 200 | 303), "{path}: {done:?}");
        }
        let all = log(&natter, &olive);
        let expected = format!("olive,{}", line.replace('#', short));
        assert_eq!(all[known..], [expected], "{path}");
        known = all.len();
    }
    // What members do among themselves is not noted.
    natter.add(&ada, &natter.room(&ada, "Club", "public"), &olive);
    assert_eq!(log(&natter, &olive).len(), known);
    let made = log(&natter, &olive).join("\n");
    assert!(
        made.contains("SetUp") && made.contains("CreateOpenRoom"),
        "{made}"
    );
    natter.sign_in("bob", PASSWORD);
    natter.stop();
}

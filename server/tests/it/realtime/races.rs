//! Two things at the same moment, many times over: one of the allowed outcomes, and no other.

use std::{
    sync::{
        Barrier,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use crate::support::{
    Natter, Response,
    database::Database,
    people::{PASSWORD, me, send},
    socket::{Socket, json as parse},
};
use serde_json::{Value, json};

fn start() -> (tempfile::TempDir, Natter) {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    (folder, natter)
}

/// Posts these forms at the same moment.
fn at_once(natter: &Natter, path: &str, forms: &[String]) -> Vec<Response> {
    let barrier = Barrier::new(forms.len());
    thread::scope(|scope| {
        let posts: Vec<_> = forms
            .iter()
            .map(|form| {
                scope.spawn(|| {
                    barrier.wait();
                    natter.post(path, "", form)
                })
            })
            .collect();
        let answers = posts.into_iter().map(|one| one.join().expect("ends"));
        answers.collect()
    })
}

fn registration(handle: &str) -> String {
    let password = PASSWORD.replace(' ', "+");
    format!("workspace=Harbour&name={handle}&handle={handle}&password={password}")
}

fn count(answers: &[Response], status: u16) -> usize {
    answers.iter().filter(|one| one.status == status).count()
}

#[test]
fn of_two_who_set_the_workspace_up_one_wins_and_the_other_is_told() {
    for _ in 0..6 {
        let (_folder, natter) = start();
        let forms = ["ada", "bob", "cy"].map(registration);
        let answers = at_once(&natter, "/setup", &forms);
        assert_eq!(count(&answers, 303), 1, "{answers:?}");
        assert_eq!(
            count(&answers, 409) + count(&answers, 410),
            2,
            "{answers:?}"
        );
        let mut database = Database::open(&natter.data);
        assert_eq!(database.count("members WHERE role = 'owner'"), 1);
        assert_eq!(database.count("members WHERE handle IS NOT NULL"), 1);
        assert_eq!(database.count("sessions"), 1);
        natter.stop();
    }
}

#[test]
fn the_last_use_of_an_invitation_lets_one_in() {
    let (_folder, natter) = start();
    natter.set_up();
    for round in 0..20 {
        let code = natter.invite(&["--uses", "1"]);
        let forms = ["a", "b", "c"].map(|one| registration(&format!("{one}-{round}")));
        let answers = at_once(&natter, &format!("/join/{code}"), &forms);
        assert_eq!(count(&answers, 303), 1, "{answers:?}");
        assert_eq!(count(&answers, 410), 2, "{answers:?}");
        let mut database = Database::open(&natter.data);
        assert_eq!(database.count("members WHERE role = 'member'"), round + 1);
    }
    natter.stop();
}

#[test]
fn of_two_who_want_a_handle_one_gets_it_and_no_use_is_lost() {
    let (_folder, natter) = start();
    natter.set_up();
    for round in 0..10 {
        let code = natter.invite(&["--uses", "2"]);
        let handle = format!("same-{round}");
        let other = registration(&handle.to_uppercase()).replace("hums", "sings");
        let forms = [registration(&handle), other];
        let answers = at_once(&natter, &format!("/join/{code}"), &forms);
        assert_eq!(
            (count(&answers, 303), count(&answers, 409)),
            (1, 1),
            "{answers:?}"
        );
        natter.join(&code, &format!("other-{round}"));
    }
    natter.stop();
}

#[test]
fn who_presses_join_twice_joins_once_and_is_signed_in_by_either_answer() {
    let (_folder, natter) = start();
    natter.set_up();
    for round in 0..10 {
        let code = natter.invite(&["--uses", "1"]);
        let form = registration(&format!("twice-{round}"));
        let answers = at_once(&natter, &format!("/join/{code}"), &[form.clone(), form]);
        assert_eq!(count(&answers, 303), 2, "{answers:?}");
        for answer in &answers {
            assert_eq!(natter.page(&answer.cookie(), "/settings").status, 200);
        }
    }
    let mut database = Database::open(&natter.data);
    assert_eq!(database.count("members WHERE handle LIKE 'twice-%'"), 10);
    natter.stop();
}

#[test]
fn a_link_that_is_pressed_twice_at_once_signs_in_by_either_answer() {
    let (_folder, natter) = start();
    let olive = natter.set_up();
    let [ada] = natter.members(["ada"]);
    let password = format!("password={}", PASSWORD.replace(' ', "+"));
    for round in 0..10 {
        let (made, kind, form) = if round % 2 == 0 {
            let made = natter.post("/people/ada/reset-link", &olive.cookie(), "");
            (made, "reset", password.clone())
        } else {
            let ada = natter.sign_in(&ada.handle, PASSWORD);
            let made = natter.post("/settings/phone", &ada.cookie(), &password);
            (made, "link", String::new())
        };
        let answers = at_once(&natter, &made.link(kind), &[form.clone(), form]);
        assert_eq!(count(&answers, 303), 2, "{kind}: {answers:?}");
        assert_eq!(answers[0].cookie(), answers[1].cookie(), "{kind}");
        assert_eq!(natter.page(&answers[1].cookie(), "/settings").status, 200);
    }
    natter.stop();
}

#[test]
fn what_is_posted_while_the_room_is_renamed_is_in_it() {
    const RENAMES: usize = 40;
    /// Fewer than the former addresses that a room keeps.
    const NAMES: usize = 8;
    let (_folder, natter) = start();
    let owner = natter.set_up();
    let [ada] = natter.members(["ada"]);
    let room = natter.room(&owner, "Name 0", "public");
    natter.does(&ada, "/r/name-0/join", "");
    let done = AtomicBool::new(false);
    let posted = thread::scope(|scope| {
        let posting = scope.spawn(|| {
            let mut posted = 0;
            while !done.load(Ordering::Acquire) {
                // By the name that it had first: an old link leads on.
                let form = format!("client_id=client-{posted:04}&body=number+{posted}");
                natter.does(&ada, "/r/name-0/messages", &form);
                posted += 1;
            }
            posted
        });
        for number in 1..=RENAMES {
            let path = format!("/r/name-{}/edit", (number - 1) % NAMES);
            natter.does(&owner, &path, &format!("name=Name+{}", number % NAMES));
        }
        done.store(true, Ordering::Release);
        posting.join().expect("posts")
    });
    assert!(posted > 0);
    let (mut socket, _) = natter.listen(&owner);
    let mut bodies = Vec::new();
    while bodies.len() < posted {
        let at = json!({"after": bodies.len()});
        let page = socket.ask(&json!(["history", {"room": room.id, "at": at, "limit": 100}]));
        assert_eq!(page["ok"]["head"], posted);
        let messages = page["ok"]["messages"].as_array().expect("a list");
        bodies.extend(messages.iter().map(|one| one["content"]["text"].clone()));
    }
    let expected: Vec<_> = (0..posted).map(|n| json!(format!("number {n}"))).collect();
    assert_eq!(bodies, expected);
    natter.stop();
}

/// The names that a client hears of the other one in its only direct room: that of the welcome, and
/// the next ones that it is told.
fn names_of_other(socket: &mut Socket, welcome: &Value, other: &str) -> Vec<u64> {
    let number = |person: &Value| -> Option<u64> {
        let name = person["name"].as_str()?;
        name.strip_prefix("Bob ")?.parse().ok()
    };
    let mut rooms = welcome["rooms"].as_array().expect("a list").iter();
    let direct = rooms.find(|room| room["kind"] == "direct");
    let people = direct.expect("a direct room")["people"].as_array();
    let mut people = people.expect("people").iter();
    let at_first = people.find(|person| person["id"] == other);
    let mut names = vec![number(at_first.expect("is in it")).unwrap_or(0)];
    while names.len() < 4 {
        let event = parse(&socket.next_after("42/chat,"));
        if event[0] == "member_changed" && event[1]["id"] == other {
            names.extend(number(&event[1]));
        }
    }
    names
}

#[test]
fn who_comes_in_while_another_is_renamed_misses_no_name() {
    let (_folder, natter) = start();
    natter.set_up();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let (mut speaker, welcome) = natter.listen(&bob);
    let bob_id = me(&welcome);
    natter.does(&ada, "/direct", &format!("person={bob_id}"));
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut number = 0;
            while !done.load(Ordering::Acquire) {
                number += 1;
                let name = format!("Bob {number}");
                let renamed = speaker.ask(&json!(["set_name", { "name": name }]));
                assert!(renamed["ok"].is_object(), "{renamed}");
            }
        });
        let missed = (0..60).find_map(|_| {
            let (mut socket, welcome) = natter.listen(&ada);
            let names = names_of_other(&mut socket, &welcome, &bob_id);
            // What comes may be older than the welcome, but nothing is left out.
            let is_left_out = names.windows(2).any(|pair| pair[1] > pair[0] + 1);
            is_left_out.then_some(names)
        });
        done.store(true, Ordering::Release);
        assert_eq!(missed, None);
    });
    natter.stop();
}

#[test]
fn who_comes_in_while_another_leaves_a_group_does_not_take_them_for_still_there() {
    let (_folder, natter) = start();
    natter.set_up();
    let [ada, bob, cy] = natter.members(["ada", "bob", "cy"]);
    let (mut speaker, _) = natter.listen(&bob);
    let [ada_id, cy_id] = [&ada, &cy].map(|who| me(&natter.listen(who).1));
    let form = format!("person={ada_id}&person={cy_id}");
    for round in 0..40 {
        // The last one has lost somebody, so this is a new one.
        let path = natter.does(&bob, "/direct", &form);
        let slug = path.strip_prefix("/r/").expect("a room");
        let barrier = Barrier::new(2);
        let (mut socket, welcome) = thread::scope(|scope| {
            scope.spawn(|| {
                barrier.wait();
                natter.does(&cy, &format!("{path}/leave"), "");
            });
            barrier.wait();
            natter.listen(&ada)
        });
        let rooms = welcome["rooms"].as_array().expect("a list");
        let group = rooms.iter().find(|room| room["slug"] == slug);
        let group = group.expect("it was used last");
        let people = group["people"].as_array().expect("people");
        let was_in = people.iter().any(|person| person["id"] == cy_id);
        let body = format!("round {round}");
        let room = group["id"].as_str().expect("an id");
        let sent = speaker.ask(&send(room, &body));
        assert!(sent["ok"].is_object(), "{sent}");
        let news = socket.until_message(&body);
        let heard = news.iter().any(|event| {
            event[0] == "member_left" && event[1]["room"] == room && event[1]["member"] == cy_id
        });
        assert!(heard || !was_in, "round {round}: {news:?}");
    }
    natter.stop();
}

/// Sends that may wait for their ack at the same time.
const PIPELINE: usize = 64;

/// Posts without waiting for answers until told to end, and some more then; gives the number that
/// each got, in the order in which they were sent.
fn post_until(socket: &mut Socket, room: &str, end: &AtomicBool) -> Vec<Option<u64>> {
    let (mut seqs, mut waiting, mut left) = (Vec::new(), 0, PIPELINE);
    while left > 0 || waiting > 0 {
        if left > 0 && waiting < PIPELINE {
            let number = seqs.len();
            socket.text(&format!("42/chat,{number}{}", send(room, "from bob")));
            seqs.push(None);
            waiting += 1;
            if end.load(Ordering::Acquire) {
                left -= 1;
            }
        } else {
            // Acks come in any order; what counts is that of the sends.
            let ack = socket.next_after("43/chat,");
            let (number, answer) = ack.split_at(ack.find('[').expect("an answer"));
            let answer = &parse(answer)[0];
            let seq = answer["ok"]["seq"].as_u64();
            if seq.is_none() {
                assert_eq!(answer["error"]["code"], "not_found", "{ack}");
            }
            seqs[number.parse::<usize>().expect("a number")] = seq;
            waiting -= 1;
        }
    }
    seqs
}

#[test]
fn who_was_removed_posts_nothing_more_whatever_was_on_its_way() {
    const ROUNDS: usize = 30;
    let (_folder, natter) = start();
    let owner = natter.set_up();
    let [bob] = natter.members(["bob"]);
    let room = natter.room(&owner, "Plans", "private");
    let (mut owner_hears, _) = natter.listen(&owner);
    let mut before = 0;
    for round in 0..ROUNDS {
        natter.add(&owner, &room, &bob);
        let (mut socket, welcome) = natter.listen(&bob);
        let is_removed = AtomicBool::new(false);
        let (head, seqs) = thread::scope(|scope| {
            let sending = scope.spawn(|| post_until(&mut socket, &room.id, &is_removed));
            // Never before something was posted, and each round a little later.
            let wanted = before + 1 + round as u64 / 3;
            while owner_hears.event("message")["seq"].as_u64() < Some(wanted) {}
            natter.remove(&owner, &room, &me(&welcome));
            let page = owner_hears.ask(&json!(["history", {"room": room.id, "limit": 1}]));
            is_removed.store(true, Ordering::Release);
            let head = page["ok"]["head"].as_u64().expect("a number");
            (head, sending.join().expect("sends"))
        });
        // What was accepted was so before the removal, and what came later never was.
        let first_refused = seqs.iter().position(Option::is_none).expect("one refused");
        let (accepted, refused) = seqs.split_at(first_refused);
        let expected: Vec<_> = (before + 1..=head).map(Some).collect();
        assert_eq!(accepted, expected, "round {round}: {seqs:?}");
        assert_eq!(
            refused.iter().flatten().count(),
            0,
            "round {round}: {seqs:?}"
        );
        let page = owner_hears.ask(&json!(["history", {"room": room.id, "limit": 1}]));
        assert_eq!(page["ok"]["head"], head, "round {round}");
        before = head;
    }
    natter.stop();
}

//! The pages about one message: its permalink, and its forms.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    Natter,
    people::Person,
    rooms::{code, say, workspace},
};

fn page_of(message: &Value) -> String {
    format!("/m/{}", message["id"].as_str().expect("an id"))
}

/// The text of a page, which has to be there.
fn read(natter: &Natter, who: &Person, path: &str) -> String {
    let response = natter.page(&who.cookie(), path);
    assert_eq!(response.status, 200, "{path}: {}", response.whole_body());
    response.whole_body()
}

#[test]
fn a_message_is_edited_and_deleted_by_forms_and_its_page_tells_what_it_said() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let room = natter.room(&ada, "Design", "public");
    let (mut ada_says, _) = natter.listen(&ada);
    let path = page_of(&say(&mut ada_says, &room.id, "first text"));
    let own = read(&natter, &ada, &path);
    assert!(own.contains("first text") && own.contains(&format!("{path}/edit")));
    // Who may not change it is not offered to.
    let bobs = read(&natter, &bob, &path);
    assert!(bobs.contains("first text") && !bobs.contains(&format!("{path}/edit")));

    let edit = format!("{path}/edit");
    assert!(read(&natter, &ada, &edit).contains("first text"));
    let next = "next=%2Fr%2Fdesign%3Faround%3D1%23m-1";
    let done = natter.post(&edit, &ada.cookie(), &format!("body=second+text&{next}"));
    assert_eq!(
        (done.status, done.header("location")),
        (303, Some("/r/design?around=1#m-1"))
    );
    let shown = read(&natter, &bob, &path);
    assert!(shown.contains("second text") && shown.contains("Earlier versions"));
    assert!(shown.contains("first text"));
    // Nothing is lost of what cannot be saved.
    let refused = natter.post(&edit, &ada.cookie(), "body=");
    assert_eq!(refused.status, 422);
    assert!(
        refused.whole_body().contains("the message is empty")
            || refused.whole_body().contains("Write something")
    );

    let delete = format!("{path}/delete");
    assert!(read(&natter, &ada, &delete).contains("Delete this message?"));
    let done = natter.post(&delete, &ada.cookie(), "next=https%3A%2F%2Fevil.test");
    assert_eq!((done.status, done.header("location")), (303, Some("/")));
    let gone = read(&natter, &bob, &path);
    assert!(gone.contains("Message deleted"));
    assert!(!gone.contains("first text") && !gone.contains("second text"));
    assert_eq!(natter.page(&ada.cookie(), &edit).status, 404);
    natter.stop();
}

#[test]
fn a_page_around_a_message_shows_it_among_its_neighbours() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let room = natter.room(&ada, "Design", "public");
    let (mut ada_says, _) = natter.listen(&ada);
    for number in 1..=120 {
        say(&mut ada_says, &room.id, &format!("line-{number}."));
    }
    let around = |seq: &str| read(&natter, &ada, &format!("/r/design?around={seq}"));
    let middle = around("40");
    let has = |page: &str, number: u32| page.contains(&format!(">line-{number}.<"));
    assert!(has(&middle, 16) && has(&middle, 40) && has(&middle, 65));
    assert!(!has(&middle, 15) && !has(&middle, 66));
    assert!(middle.contains("Newest messages") && middle.contains("Older messages"));
    for (seq, first, last) in [
        ("1", 1, 50),
        ("120", 71, 120),
        ("9007199254740991", 71, 120),
    ] {
        let page = around(seq);
        assert!(has(&page, first) && has(&page, last), "around {seq}");
    }
    let asked = json!(["history", {"room": room.id, "at": {"around": 40}, "limit": 3}]);
    let page = ada_says.ask(&asked)["ok"]["messages"].clone();
    let seqs = page.as_array().expect("messages").iter();
    let seqs: Vec<_> = seqs.filter_map(|one| one["seq"].as_u64()).collect();
    assert_eq!(seqs, [39, 40, 41]);
    let odd = natter.page(&ada.cookie(), "/r/design?around=-1");
    assert_eq!(odd.status, 400);
    natter.stop();
}

#[test]
fn a_workspace_sets_how_long_messages_can_be_edited() {
    let (_folder, natter, owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let room = natter.room(&ada, "Design", "public");
    let (mut ada_says, _) = natter.listen(&ada);
    let sent = say(&mut ada_says, &room.id, "as it is");
    let edit = |body: &str| json!(["edit", {"message": sent["id"], "body": body}]);
    let set = |window: &str| {
        let form = format!("workspace=Harbour&joining=invite&edit_window={window}");
        let done = natter.post("/workspace/settings", &owner.cookie(), &form);
        assert_eq!(done.status, 303, "{done:?}");
    };
    set("never");
    let refused = ada_says.ask(&edit("otherwise"));
    assert_eq!(code(&refused), "forbidden");
    assert_eq!(
        refused["error"]["message"],
        "This message can no longer be edited."
    );
    let page = read(&natter, &ada, &page_of(&sent));
    assert!(!page.contains("/edit") && page.contains("/delete"));
    let form = natter.page(&ada.cookie(), &format!("{}/edit", page_of(&sent)));
    assert_eq!(form.status, 403);
    set("hour");
    assert!(ada_says.ask(&edit("within the hour"))["ok"].is_object());
    natter.stop();
}

#[test]
fn no_message_answers_as_one_that_is_hidden() {
    let (_folder, natter, owner) = workspace();
    let [eve] = natter.members(["eve"]);
    let room = natter.room(&owner, "Plans", "private");
    let (mut owner_says, _) = natter.listen(&owner);
    let hidden = page_of(&say(&mut owner_says, &room.id, "hidden"));
    let absent = format!("/m/{}", Uuid::new_v4());
    for page in ["", "/edit", "/delete"] {
        for path in [&hidden, &absent] {
            let response = natter.page(&eve.cookie(), &format!("{path}{page}"));
            assert_eq!(response.status, 404, "{path}{page}");
        }
    }
    for odd in ["/m/1", "/m/%FF", "/m/../r/lobby"] {
        assert_eq!(natter.page(&eve.cookie(), odd).status, 404, "{odd}");
    }
    natter.stop();
}

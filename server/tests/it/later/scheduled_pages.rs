//! Scheduling without a script.

use super::texts;
use crate::support::{
    rooms::{Speaker, workspace},
    {Natter, people::Person},
};

fn id_on(page: &str) -> &str {
    let (_, rest) = page.split_once("name=\"id\" value=\"").expect("a form");
    rest.split('"').next().expect("an id")
}

fn read(natter: &Natter, who: &Person, path: &str) -> String {
    let response = natter.page(&who.cookie(), path);
    assert_eq!(response.status, 200, "{path}: {}", response.whole_body());
    response.whole_body()
}

#[test]
fn the_message_box_s_text_is_scheduled_changed_and_sent_by_forms() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    assert!(read(&natter, &ada, "/r/lobby").contains("/schedule\""));
    // The message box asks when; nothing is lost on the way.
    let box_form = "client_id=client-a1&body=good+morning&reply_to=&thread=";
    let asked = natter.post("/r/lobby/schedule", &ada.cookie(), box_form);
    assert_eq!(asked.status, 200);
    let asked = asked.whole_body();
    assert!(asked.contains("good morning") && asked.contains("client-a1"));
    assert!(asked.contains("Tomorrow at 9:00"));
    for odd in [
        "when=time&date=&time=",
        "when=time&date=2020-01-01&time=09:00",
    ] {
        let form = format!("{box_form}&{odd}");
        let refused = natter.post("/r/lobby/schedule", &ada.cookie(), &form);
        assert_eq!(refused.status, 422, "{odd}");
        assert!(refused.whole_body().contains("good morning"), "{odd}");
    }
    let form = format!("{box_form}&when=tomorrow&time_zone=Europe/Paris");
    let leads = natter.does(&ada, "/r/lobby/schedule", &form);
    assert_eq!(leads, "/scheduled?done=scheduled");
    // Sent twice, it is scheduled once.
    natter.does(&ada, "/r/lobby/schedule", &form);
    let page = read(&natter, &ada, &leads);
    assert_eq!(page.matches("good morning").count(), 1, "{page}");
    assert!(page.contains("The message is scheduled."));
    // Nine o'clock in Paris, told in UTC as there is no zone in the profile.
    assert!(
        page.contains(", 08:00<") || page.contains(", 07:00<"),
        "{page}"
    );
    let id = id_on(&page).to_owned();

    let open = read(&natter, &ada, &format!("/scheduled?edit={id}"));
    assert!(open.contains("<textarea") && open.contains("type=\"date\""));
    let refused = format!("id={id}&body=&when=time&date=2020-01-01&time=00:00");
    let refused = natter.post("/scheduled/change", &ada.cookie(), &refused);
    assert_eq!(refused.status, 422);
    let change = format!("id={id}&body=good+evening&when=hour&time_zone=UTC");
    let leads = natter.does(&ada, "/scheduled/change", &change);
    assert_eq!(leads, "/scheduled?done=changed");
    assert!(read(&natter, &ada, &leads).contains("good evening"));
    let leads = natter.does(&ada, "/scheduled/send", &format!("id={id}"));
    assert_eq!(leads, "/scheduled?done=sent");
    assert_eq!(texts(&mut ada_says.socket, &room, 1), ["good evening"]);
    for path in ["send", "cancel", "change"] {
        let form = format!("id={id}&body=again&when=hour");
        let leads = natter.does(&ada, &format!("/scheduled/{path}"), &form);
        assert_eq!(leads, "/scheduled?done=gone", "{path}");
    }
    assert!(read(&natter, &ada, "/scheduled").contains("You have no scheduled messages."));
    natter.stop();
}

#[test]
fn what_is_scheduled_for_a_thread_is_posted_in_it() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    ada_says.say("the root");
    let page = ada_says
        .socket
        .ask(&serde_json::json!(["history", {"room": room}]));
    let root = page["ok"]["messages"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let form =
        format!("client_id=client-a2&body=%2Fme+nods&thread={root}&reply_to={root}&when=hour");
    natter.does(&ada, "/r/lobby/schedule", &form);
    let refused = natter.post(
        "/r/lobby/schedule",
        &ada.cookie(),
        "client_id=client-a3&body=%2Fmute&when=hour",
    );
    assert_eq!(refused.status, 422);
    let id = id_on(&read(&natter, &ada, "/scheduled")).to_owned();
    natter.does(&ada, "/scheduled/send", &format!("id={id}"));
    let page = ada_says
        .socket
        .ask(&serde_json::json!(["history", {"room": room}]));
    let posted = &page["ok"]["messages"][1];
    assert_eq!(posted["content"]["text"], "_nods_");
    assert_eq!(posted["thread"]["root"], root.as_str());
    assert_eq!(posted["reply"]["message"], root.as_str());
    natter.stop();
}

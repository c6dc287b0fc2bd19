//! Messages with markup, as clients and pages see them.

use crate::erased::await_gone;
use crate::support::{
    database::Database,
    people::send,
    rooms::{Speaker, workspace, workspace_with_undo_for},
};
use serde_json::json;

#[test]
fn markup_is_rendered_once_for_everybody_and_is_gone_with_its_message() {
    let (_folder, natter, _owner) = workspace_with_undo_for(0);
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let (mut bob_hears, _) = natter.listen(&bob);
    let html = "<p>a <strong>zanzibar</strong> day</p>";
    let sent = ada_says
        .socket
        .ask(&send(&ada_says.room, "a **zanzibar** day"));
    assert_eq!(sent["ok"]["html"], html);
    let heard = bob_hears.event("message");
    assert_eq!(heard["html"], html);
    assert_eq!(heard["content"], json!({"text": "a **zanzibar** day"}));
    let history = ada_says
        .socket
        .ask(&json!(["history", {"room": ada_says.room}]));
    assert_eq!(history["ok"]["messages"][0], heard);
    let page = natter.page(&bob.cookie(), "/r/lobby").whole_body();
    assert!(page.contains(html), "{page}");

    let edit = json!(["edit", {"message": sent["ok"]["id"], "body": "_zanzibar_ < 5"}]);
    let edited = ada_says.socket.ask(&edit);
    assert_eq!(edited["ok"]["html"], "<p><em>zanzibar</em> &lt; 5</p>");
    let delete = json!(["delete", {"message": sent["ok"]["id"]}]);
    assert!(ada_says.socket.ask(&delete)["ok"].get("html").is_none());
    await_gone(&natter.data, &["zanzibar"]);
    natter.stop();
}

#[test]
fn a_text_without_markup_has_no_html() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let sent = ada_says.socket.ask(&send(&ada_says.room, "2 * 3 < x_y_z"));
    assert!(sent["ok"].get("html").is_none(), "{sent}");
    let page = natter.page(&ada.cookie(), "/r/lobby").whole_body();
    assert!(page.contains("2 * 3 &lt; x_y_z"), "{page}");
    natter.stop();
}

/// Long ones are rendered elsewhere, which must not cost them their place.
#[test]
fn long_messages_keep_their_order_among_short_ones() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let (mut bob_hears, _) = natter.listen(&bob);
    let texts: Vec<String> = (0..10)
        .map(|n| match n % 2 {
            0 => format!("{n} {}", "*[a](b) ".repeat(1000)),
            _ => format!("{n}"),
        })
        .collect();
    for text in &texts {
        let event = send(&ada_says.room, text);
        ada_says.socket.text(&format!("42/chat,{event}"));
    }
    for text in &texts {
        assert_eq!(
            bob_hears.event("message")["content"]["text"],
            text.trim_end()
        );
    }
    natter.stop();
}

#[test]
fn what_an_earlier_renderer_made_is_made_anew() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let sent = ada_says.socket.ask(&send(&ada_says.room, "**new**"));
    let earlier = "UPDATE messages SET html = '<p>old</p>', markup = 0";
    Database::change(&natter.data, earlier);
    let history = ada_says
        .socket
        .ask(&json!(["history", {"room": ada_says.room}]));
    assert_eq!(history["ok"]["messages"][0]["html"], sent["ok"]["html"]);
    natter.stop();
}

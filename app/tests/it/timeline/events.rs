//! Events in any order, gaps and answers.

use app::live::timeline::state::Next;
use protocol::event::{Missed, ResumedRoom};

use super::*;

#[test]
fn the_next_message_is_shown_and_a_repeated_one_is_not() {
    let mut state = state(1, 3);
    assert_eq!(state.message_received(message(4)), Next::Nothing);
    assert_eq!(state.message_received(message(4)), Next::Nothing);
    assert_eq!(state.message_received(message(2)), Next::Nothing);
    assert_eq!(numbers(&state), [1, 2, 3, 4]);
}

#[test]
fn a_gap_is_filled_before_what_comes_after_it_is_shown() {
    let mut state = state(1, 3);
    assert_eq!(state.message_received(message(6)), Next::Resume);
    assert_eq!(numbers(&state), [1, 2, 3]);
    assert_eq!(missed(&mut state, 4..=6, 6), Next::Nothing);
    assert_eq!(numbers(&state), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn what_is_posted_while_the_gap_is_asked_for_is_asked_for_too() {
    let mut state = state(1, 5);
    assert_eq!(state.message_received(message(8)), Next::Resume);
    assert_eq!(state.message_received(message(10)), Next::Nothing);
    assert_eq!(missed(&mut state, 6..=8, 8), Next::Resume);
    assert_eq!(missed(&mut state, 9..=10, 10), Next::Nothing);
    assert_eq!(numbers(&state), (1..=10).collect::<Vec<_>>());
}

#[test]
fn a_lost_last_message_is_noticed_by_its_number() {
    let mut state = state(1, 3);
    assert_eq!(state.head_received(head(3)), Next::Nothing);
    assert_eq!(state.head_received(head(4)), Next::Resume);
}

#[test]
fn what_was_asked_for_and_got_no_answer_is_asked_for_again() {
    let mut state = state(1, 3);
    assert_eq!(state.message_received(message(6)), Next::Resume);
    assert_eq!(state.head_received(head(6)), Next::Resume);
}

#[test]
fn an_answer_that_a_message_has_overtaken_throws_nobody_back() {
    let mut state = state(1, 3);
    let known = state.room_head();
    state.message_received(message(4));
    assert_eq!(state.head_since(known, head(3)), Next::Nothing);
    assert_eq!(state.head_since(known, head(5)), Next::Resume);
    // Less than was known when it was asked for: the server was set back.
    assert_eq!(state.head_since(known, head(2)), Next::Latest);
}

#[test]
fn old_messages_show_a_new_name_too() {
    let mut state = state(1, 4);
    state.member_changed(&member(2, "Grace Hopper"));
    let names: Vec<_> = state
        .messages()
        .iter()
        .map(|m| m.author.name.to_string())
        .collect();
    assert_eq!(names, ["Grace Hopper", "Ada", "Grace Hopper", "Ada"]);
    state.set_me(member(1, "Ada Lovelace"));
    assert_eq!(state.me().name.as_str(), "Ada Lovelace");
    assert_eq!(state.messages()[1].author.name.as_str(), "Ada Lovelace");
}

#[test]
fn a_change_is_taken_in_once_and_only_if_it_is_the_next_one() {
    let mut state = state(1, 3);
    assert_eq!(state.message_changed(edited(2, 4)), Next::Nothing);
    assert_eq!(state.messages()[1], edited(2, 4));
    assert_eq!(state.message_changed(edited(1, 4)), Next::Nothing);
    assert_eq!(state.messages()[0], message(1));
    assert_eq!(state.message_changed(edited(1, 6)), Next::Resume);
    assert_eq!(state.messages()[0], message(1));
    // Asked once.
    assert_eq!(state.message_changed(edited(1, 7)), Next::Nothing);
    let all = Missed::Messages(vec![edited(3, 5), edited(1, 7)]);
    assert_eq!(resumed(&mut state, all, 3, 7), Next::Nothing);
    assert_eq!(state.messages()[2], edited(3, 5));
    assert_eq!(state.messages()[0], edited(1, 7));
}

#[test]
fn an_answer_in_portions_is_shown_as_far_as_it_has_no_gaps() {
    let mut state = state(1, 3);
    let held = state.held();
    // 5 was posted before 4 was edited, so it comes first.
    let portion = |messages, at, more| ResumedRoom {
        room: room(),
        head: seq(5),
        rev: rev(at),
        missed: Missed::Messages(messages),
        more,
    };
    let next = state.resumed(held, portion(vec![message(5)], 5, true));
    assert_eq!((next, numbers(&state)), (Next::Resume, vec![1, 2, 3]));
    let held = state.held();
    let next = state.resumed(held, portion(vec![edited(4, 6)], 6, false));
    assert_eq!(
        (next, numbers(&state)),
        (Next::Nothing, vec![1, 2, 3, 4, 5])
    );
}

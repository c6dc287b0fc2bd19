//! Pages of history, and how much of it is held.

use app::live::timeline::state::{Next, WINDOW};
use protocol::event::{Missed, ResumedRoom};

use super::*;

#[test]
fn the_window_is_bounded_at_either_end() {
    let size = WINDOW as u64;
    let mut state = state(1, 1);
    for number in 2..=size + 50 {
        state.message_received(message(number));
    }
    assert_eq!(numbers(&state).len(), WINDOW);
    assert_eq!(state.first(), Some(seq(51)));
    assert!(state.has_older() && !state.has_newer());

    state.prepend(seq(51), page(1, 50, size + 50));
    assert_eq!(numbers(&state).len(), WINDOW);
    assert_eq!(state.first(), Some(seq(1)));
    assert!(state.has_newer());
    // Who reads above is not sent to the end by what comes there.
    assert_eq!(state.message_received(message(size + 51)), Next::Nothing);
    assert_eq!(state.last(), seq(size));

    state.append(seq(size), page(size + 1, size + 50, size + 51));
    assert_eq!(state.last(), seq(size + 50));
    assert!(state.has_newer());
}

#[test]
fn a_page_that_does_not_fit_is_ignored() {
    let mut state = state(100, 110);
    state.prepend(seq(51), page(1, 50, 110));
    assert_eq!(state.first(), Some(seq(100)));
    state.append(seq(199), page(200, 210, 210));
    assert_eq!(state.last(), seq(110));
}

#[test]
fn who_went_far_up_is_not_brought_what_is_new_at_the_end() {
    let size = WINDOW as u64;
    let mut state = state(51, size + 50);
    state.prepend(seq(51), page(1, 50, size + 50));
    // What changed in what is shown is asked for, and what is new is left aside.
    assert_eq!(state.head_received(head(size + 60)), Next::Resume);
    assert_eq!(
        missed(&mut state, size + 51..=size + 60, size + 60),
        Next::Nothing
    );
    assert_eq!(state.last(), seq(size));
    // Too much of it throws nobody to the end either.
    assert_eq!(state.head_received(head(size + 900)), Next::Resume);
    assert_eq!(
        resumed(&mut state, Missed::Reset, size + 900, size + 900),
        Next::Refresh
    );
    assert_eq!(state.last(), seq(size));
    state.append(seq(size), page(size + 1, size + 900, size + 900));
    assert_eq!(state.head_received(head(size + 901)), Next::Resume);
}

#[test]
fn a_page_that_a_change_has_overtaken_is_brought_up_to_date() {
    let mut state = state(51, 100);
    // It was read before message 20 was edited, and comes after that was told.
    let page = page(1, 50, 100);
    state.message_changed(edited(20, 101));
    assert_eq!(state.prepend(seq(51), page), Next::Resume);
    let answer = Missed::Messages(vec![edited(20, 101)]);
    assert_eq!(resumed(&mut state, answer, 100, 101), Next::Nothing);
    assert_eq!(state.messages()[19], edited(20, 101));
}

#[test]
fn an_answer_about_less_than_is_held_by_now_is_asked_for_again() {
    let mut state = state(51, 100);
    assert_eq!(state.message_changed(edited(60, 102)), Next::Resume);
    let held = state.held();
    state.prepend(seq(51), page(1, 50, 100));
    let answer = ResumedRoom {
        room: room(),
        head: seq(100),
        rev: rev(102),
        missed: Missed::Messages(vec![edited(60, 102)]),
        more: false,
    };
    assert_eq!(state.resumed(held, answer), Next::Resume);
    let answer = Missed::Messages(vec![edited(20, 101), edited(60, 102)]);
    assert_eq!(resumed(&mut state, answer, 100, 102), Next::Nothing);
    assert_eq!(state.messages()[19], edited(20, 101));
}

#[test]
fn too_much_missed_or_a_server_set_back_means_to_start_anew() {
    let mut state = state(1, 3);
    assert_eq!(resumed(&mut state, Missed::Reset, 900, 900), Next::Latest);
    state.show_latest(page(851, 900, 900));
    assert_eq!(numbers(&state).first(), Some(&851));
    assert_eq!(state.head_received(head(2)), Next::Latest);
}

//! What pages are made of.

mod card;
mod choice;
mod field;
mod frame;
mod link;
mod new_password;
mod over_room;
mod part;
mod people;
mod result;
mod search;
mod sign_out;
mod submit;
mod time_zone;
mod when;

pub use card::card;
pub use choice::{Check, Choice, Radio, Radios};
pub use field::{TextArea, TextField};
pub use frame::{Frame, framed, framed_with};
pub use link::{OneTimeLink, one_time_link, sign_in_link};
pub use new_password::NewPassword;
pub use over_room::over_room;
pub use part::part;
pub use people::{Avatar, Person, person_link, role_meaning, role_word};
pub use result::{notice, section, summary};
pub use search::{empty, pager, search};
pub use sign_out::{local_data_script, sign_out};
pub use submit::{action, post_button};
pub use time_zone::time_zone_script;
pub use when::{when, when_exact};

//! What pages are made of.

mod card;
mod choice;
mod field;
mod frame;
mod link;
mod new_password;
mod people;
mod result;
mod sign_out;
mod submit;
mod when;

pub use card::card;
pub use choice::{Check, Choice, Radio, Radios};
pub use field::{TextArea, TextField};
pub use frame::{Spot, framed, framed_with};
pub use link::one_time_link;
pub use new_password::NewPassword;
pub use people::{Avatar, person_link, role_meaning, role_word};
pub use result::{notice, section, summary};
pub use sign_out::{local_data_script, sign_out};
pub use submit::{action, post_button};
pub use when::{when, when_exact};

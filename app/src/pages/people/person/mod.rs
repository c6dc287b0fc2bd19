//! A person as the reader may see them, with what the reader may do: `/people/{handle}`.

mod data;
mod view;

pub use data::{
    AccountState, BanForm, Bystanders, PersonPage, PersonPowers, PersonSection, person_path,
};

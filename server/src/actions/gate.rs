//! Keeps the store behind a permit.

use crate::{domain::authorise::Permit, store::Store};

#[derive(Clone)]
pub(super) struct Gate {
    store: Store,
}

impl Gate {
    pub(super) fn new(store: Store) -> Self {
        Self { store }
    }

    /// The store, for whoever has asked first.
    pub(super) fn open(&self, _permit: &Permit) -> &Store {
        &self.store
    }
}

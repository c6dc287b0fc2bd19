//! On the server nothing connects.

#[derive(Clone, Copy)]
pub(super) struct Driver;

pub(super) fn driver() -> Driver {
    Driver
}

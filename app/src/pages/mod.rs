//! Pages that say one thing.

mod notice;

pub use notice::{NotFound, ProblemPage, ProblemPageProps};

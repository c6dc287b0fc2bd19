//! The log: structured, without message text, passwords or tokens.
//!
//! Libraries do not know what is secret: the one that reads a socket's packets logs them, at `debug`
//! and below, and the one that reads requests logs their headers. So they are capped at `warn`,
//! whatever `RUST_LOG` asks for; it chooses among what Natter itself has to say.

use tracing::{Level, Metadata};
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::{FilterExt, filter_fn},
    fmt,
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use crate::cli::LogFormat;

/// Whose lines hold no secrets at any level: our crates, and the binary.
const OURS: [&str; 4] = ["natter", "server", "app", "protocol"];

/// What tells that a request came and was answered, and how long that took: no more, as it is asked
/// for neither headers nor addresses (`http::span`).
const REQUESTS: &str = "tower_http::trace::";

/// Starts logging to standard error. `RUST_LOG` chooses what is logged, `info` by default.
pub fn start(format: LogFormat) {
    let chosen = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let filter = filter_fn(is_safe).and(chosen);
    let lines = fmt::layer().with_writer(std::io::stderr);
    let lines = match format {
        LogFormat::Pretty => lines.with_target(false).boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .init();
}

/// Whether a line may be in the log at all.
fn is_safe(line: &Metadata<'_>) -> bool {
    let target = line.target();
    *line.level() <= Level::WARN || OURS.contains(&crate_of(target)) || target.starts_with(REQUESTS)
}

fn crate_of(target: &str) -> &str {
    target.split("::").next().unwrap_or(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_not_ours_for_having_a_name_that_begins_alike() {
        assert!(OURS.contains(&crate_of("server::http")));
        for library in [
            "server_fn::server",
            "app_units",
            "hyper::proto",
            "socketioxide",
        ] {
            assert!(!OURS.contains(&crate_of(library)), "{library}");
        }
    }
}

//! What admins did.

use std::fmt::Write as _;

use app::{
    page_data::{
        Page, Person,
        admin::{AuditEntry, AuditPage, AuditedBy},
    },
    text::clock,
};
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use protocol::Timestamp;
use serde::Deserialize;

use crate::{
    http::{HttpState, extract::Query, pages, viewer::Viewer},
    store::DoneBy,
};

#[derive(Deserialize)]
pub(in crate::http) struct AuditQuery {
    before: Option<i64>,
}

/// Lines on a page of the log.
const LINES: usize = 100;

/// What admins did, the latest first.
pub(in crate::http) async fn audit(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(query): Query<AuditQuery>,
) -> Response {
    let lines = match state.actions.audit(&viewer.actor, query.before).await {
        Ok(lines) => lines,
        Err(error) => return pages::failed(&state, &error).await,
    };
    let next = (lines.len() >= LINES)
        .then(|| lines.last().map(|last| last.id.to_string()))
        .flatten();
    let entries = lines.into_iter().map(|line| AuditEntry {
        at: Timestamp(line.at),
        by: match line.by {
            DoneBy::Person(member, handle) => AuditedBy::Person(Person { member, handle }),
            DoneBy::CommandLine => AuditedBy::CommandLine,
            DoneBy::Itself => AuditedBy::Itself,
        },
        action: line.action,
        target: match (line.member, line.room) {
            (Some(member), Some(room)) => format!("{member} in {room}"),
            (member, room) => member.or(room).unwrap_or_default(),
        },
        detail: line.detail,
    });
    let page = AuditPage {
        frame: viewer.frame(),
        entries: entries.collect(),
        next,
    };
    pages::render(&state, StatusCode::OK, Page::AdminAudit(page)).await
}

/// Lines in an export at most: the last hundred thousand.
const EXPORT: usize = 100_000;

/// The log as a table for other programs (RFC 4180).
pub(in crate::http) async fn audit_csv(State(state): State<HttpState>, viewer: Viewer) -> Response {
    let mut csv = String::from("at,actor,action,member,room,detail\r\n");
    let (mut before, mut count) = (None, 0);
    loop {
        let lines = match state.actions.audit(&viewer.actor, before).await {
            Ok(lines) => lines,
            Err(error) => return pages::failed(&state, &error).await,
        };
        for line in &lines {
            let actor = match &line.by {
                DoneBy::Person(_, Some(handle)) => handle.to_string(),
                DoneBy::Person(member, None) => member.name.to_string(),
                DoneBy::CommandLine => "command line".into(),
                DoneBy::Itself => "server".into(),
            };
            let (member, room) = (line.member.as_deref(), line.room.as_deref());
            // Without the sign a handle is no formula, and needs no guard.
            let member = member.map(|member| member.trim_start_matches('@'));
            let cells = [
                clock::machine(line.at),
                cell(&actor),
                cell(&line.action),
                cell(member.unwrap_or_default()),
                cell(room.unwrap_or_default()),
                cell(&line.detail),
            ];
            // Writing to a text never fails.
            let _ = write!(csv, "{}\r\n", cells.join(","));
        }
        count += lines.len();
        match lines.last() {
            Some(last) if lines.len() >= LINES && count < EXPORT => before = Some(last.id),
            _ => break,
        }
    }
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"natter-audit.csv\""),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, csv).into_response()
}

/// A cell in quotes. One that starts as a formula does is no formula in a spreadsheet either.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_a_text_and_no_formula() {
        assert_eq!(cell("a \"b\", c"), "\"a \"\"b\"\", c\"");
        for formula in ["=1+1", "@SUM(1)", "+1", "-1"] {
            assert_eq!(cell(formula), format!("\"'{formula}\""));
        }
    }
}

//! The audit log: what admins did.

use app::{
    pages::{
        parts::Person,
        workspace::audit::{AuditEntry, AuditPage, AuditedBy as EntryBy},
    },
    text::clock,
};
use axum::{extract::State, http::StatusCode};
use protocol::Timestamp;
use serde::Deserialize;
use store::{AuditRow, AuditedBy, DoneBy};

use crate::{
    actions::workspace::audit::AUDIT_PAGE,
    http::{HttpState, download, error::PageResult, extract::Query, pages, viewer::Viewer},
};

#[derive(Deserialize)]
pub(crate) struct AuditQuery {
    before: Option<i64>,
    by: Option<By>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum By {
    Admins,
}

/// The audit log, the latest entry first.
pub(crate) async fn audit(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(query): Query<AuditQuery>,
) -> PageResult {
    let by = match query.by {
        Some(By::Admins) => AuditedBy::Admins,
        None => AuditedBy::Everybody,
    };
    let lines = state.actions.audit(&viewer.actor, by, query.before).await?;
    let next = u32::try_from(lines.len())
        .is_ok_and(|lines| lines >= AUDIT_PAGE)
        .then(|| lines.last().map(|last| last.id.to_string()))
        .flatten();
    let entries = lines.into_iter().map(|line| AuditEntry {
        at: Timestamp(line.at),
        by: match line.by {
            DoneBy::Person(member, handle) => EntryBy::Person(Person { member, handle }),
            DoneBy::CommandLine => EntryBy::CommandLine,
            DoneBy::Itself => EntryBy::Itself,
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
        is_by_admins: by == AuditedBy::Admins,
        next,
    };
    Ok(pages::render(&state, StatusCode::OK, page).await)
}

/// The whole log as CSV (RFC 4180), with a byte order mark for programs that would otherwise guess
/// the encoding.
pub(crate) async fn audit_csv(State(state): State<HttpState>, viewer: Viewer) -> PageResult {
    const HEAD: &str = "\u{feff}at,actor,action,member,room,detail\r\n";
    let csv = state
        .actions
        .audit_table(&viewer.actor, HEAD, lines)
        .await?;
    Ok(download::file(
        "text/csv; charset=utf-8",
        "natter-audit.csv",
        csv,
    ))
}

fn lines(rows: &[AuditRow]) -> String {
    rows.iter().map(line).collect()
}

fn line(row: &AuditRow) -> String {
    let actor = match &row.by {
        DoneBy::Person(_, Some(handle)) => handle.to_string(),
        DoneBy::Person(member, None) => member.name.to_string(),
        DoneBy::CommandLine => "command line".into(),
        DoneBy::Itself => "server".into(),
    };
    let (member, room) = (row.member.as_deref(), row.room.as_deref());
    // Without the `@` a handle is not a formula and needs no guard.
    let member = member.map(|member| member.trim_start_matches('@'));
    let cells = [
        clock::machine(row.at),
        cell(&actor),
        cell(&row.action),
        cell(member.unwrap_or_default()),
        cell(room.unwrap_or_default()),
        cell(&row.detail),
    ];
    cells.join(",") + "\r\n"
}

/// A quoted cell. Text that starts like a formula gets a guard, so that spreadsheets do not
/// evaluate it.
fn cell(text: &str) -> String {
    // Some read the full-width forms of these signs, too.
    let is_formula = text.starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}',
    ]);
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_a_text_and_no_formula() {
        assert_eq!(cell("a \"b\", c"), "\"a \"\"b\"\", c\"");
        for formula in [
            "=1+1",
            "@SUM(1)",
            "+1",
            "-1",
            "＝1+1",
            "＠SUM(1)",
            "＋1",
            "－1",
        ] {
            assert_eq!(cell(formula), format!("\"'{formula}\""));
        }
    }
}

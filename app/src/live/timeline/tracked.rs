//! Rows with a signal each, so that a row that changes keeps its element: screen readers, selections
//! and the line at which one reads depend on that.

use leptos::prelude::*;

use super::rows::{Row, RowKey};

/// A row that may change. Equal ones are the same row, whatever it shows.
#[derive(Clone)]
pub struct TrackedRow {
    pub key: RowKey,
    pub row: ArcRwSignal<Row>,
}

/// All rows, and how often one of them has changed.
#[derive(Clone)]
pub struct TrackedRows {
    pub rows: Vec<TrackedRow>,
    changes: u32,
}

impl PartialEq for TrackedRows {
    fn eq(&self, other: &Self) -> bool {
        self.changes == other.changes
    }
}

impl TrackedRows {
    /// The rows as they are now. Those that were there before are the same, and their signals say what
    /// has changed in them.
    pub(super) fn follow(before: Option<&Self>, rows: Vec<Row>) -> Self {
        let earlier = before.map_or(&[][..], |before| &before.rows);
        let mut has_changed = rows.len() != earlier.len();
        let mut next = 0;
        let rows = rows.into_iter().map(|row| {
            let key = row.key();
            // Most often it is the next one.
            let found = earlier.iter().skip(next).position(|one| one.key == key);
            let found = found.map(|ahead| next + ahead);
            let found = found.or_else(|| earlier.iter().position(|one| one.key == key));
            has_changed |= found != Some(next);
            match found.and_then(|at| earlier.get(at)) {
                Some(known) => {
                    next = found.map_or(next, |at| at + 1);
                    if *known.row.read_untracked() != row {
                        known.row.set(row);
                        has_changed = true;
                    }
                    known.clone()
                }
                None => TrackedRow {
                    key,
                    row: ArcRwSignal::new(row),
                },
            }
        });
        let rows = rows.collect();
        let changes = before.map_or(0, |before| before.changes);
        Self {
            rows,
            changes: changes.wrapping_add(has_changed.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::{ClientMessageId, DisplayName, EditWindow, Member, MemberId, MessageId};
    use uuid::Uuid;

    use super::{super::rows::*, *};

    fn message(number: u8, state: RowState) -> Row {
        let name = DisplayName::parse("Ada").expect("valid");
        Row::Message(Box::new(MessageRow {
            client_id: ClientMessageId::parse(&format!("client-{number}")).expect("valid"),
            author: Member::new(MemberId(Uuid::from_u128(1)), name),
            grouping: Grouping::First,
            content: RowContent::Deleted { undo: None },
            sent_at: 0,
            state,
            fold: Fold::Open,
            reactions: Vec::new(),
            is_pinned: false,
            is_own: true,
            edit_window: EditWindow::Always,
            reply: None,
            thread: None,
        }))
    }

    fn sent(seq: u64) -> RowState {
        let id = MessageId(Uuid::from_u128(seq.into()));
        RowState::Sent { id, seq }
    }

    #[test]
    fn a_row_that_changes_or_moves_is_the_same_row() {
        let (day, told) = (Row::Day("Monday".into()), message(1, sent(1)));
        let before = [day.clone(), told.clone(), message(2, RowState::Sending)];
        let before = TrackedRows::follow(None, before.to_vec());
        let unchanged = before.rows.iter().map(|one| one.row.get_untracked());
        assert!(before == TrackedRows::follow(Some(&before), unchanged.collect()));

        let older = message(0, sent(1));
        let now = [day, older, message(2, sent(3)), told];
        let after = TrackedRows::follow(Some(&before), now.to_vec());
        assert!(before != after);
        let shown: Vec<_> = after
            .rows
            .iter()
            .map(|one| one.row.get_untracked())
            .collect();
        assert_eq!(shown, now);
        // The handles of before see the same.
        assert_eq!(before.rows[2].row.get_untracked(), now[2]);
        assert_eq!(before.rows[1].row.get_untracked(), now[3]);
    }
}

//! Reads the tables of `docs/permissions.md`.

use std::{cell::RefCell, collections::HashSet};

use domain::authorise::{Action, Denied};
use protocol::{Posting, Role};

const TEXT: &str = include_str!("../../../../docs/permissions.md");

/// What somebody is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    Yes,
    No,
    Unknown,
    SignIn,
    Banned,
    Archived,
}

impl From<Result<(), Denied>> for Answer {
    fn from(decision: Result<(), Denied>) -> Self {
        match decision {
            Ok(()) => Self::Yes,
            Err(Denied::Forbidden | Denied::Lobby | Denied::TooLate | Denied::Declined) => Self::No,
            Err(Denied::Unknown) => Self::Unknown,
            Err(Denied::NoSession | Denied::Ended) => Self::SignIn,
            Err(Denied::Banned) => Self::Banned,
            Err(Denied::Archived) => Self::Archived,
        }
    }
}

/// A kind of room, as the tables tell them apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RoomCase {
    pub kind: &'static str,
    pub posting: Posting,
    pub is_archived: bool,
}

/// Whom an action is about, as the tables tell them apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WhomCase {
    pub role: Role,
    pub is_oneself: bool,
    pub is_last_owner: bool,
    pub becomes: Option<Role>,
    pub declines: bool,
}

struct Row {
    line: usize,
    actions: Vec<Action>,
    /// What it is about: the second cell's words.
    about: Vec<&'static str>,
    new_roles: Vec<&'static str>,
    whose: &'static str,
    /// Column and cell.
    cells: Vec<(&'static str, &'static str)>,
    archived: &'static str,
}

/// An address or an event, and what is asked for it.
#[derive(PartialEq, Eq, Debug)]
pub struct Listed {
    pub method: String,
    pub name: String,
    pub actions: Vec<Action>,
}

/// All of the page's tables.
pub struct Table {
    workspace: Vec<Row>,
    rooms: Vec<Row>,
    people: Vec<Row>,
    messages: Vec<Row>,
    pub routes: Vec<Listed>,
    pub events: Vec<Listed>,
    used: RefCell<HashSet<(usize, String)>>,
}

fn cells(line: &'static str) -> Vec<&'static str> {
    let inner = line.trim().trim_matches('|');
    inner.split('|').map(str::trim).collect()
}

fn words(cell: &'static str) -> Vec<&'static str> {
    cell.split(", ").filter(|word| !word.is_empty()).collect()
}

fn actions(cell: &str, line: usize) -> Vec<Action> {
    let named = cell.split('`').skip(1).step_by(2);
    let found = named.map(|name| {
        let action = Action::ALL.iter().find(|action| action.name() == name);
        *action.unwrap_or_else(|| panic!("line {line}: there is no action {name}"))
    });
    found.collect()
}

impl Table {
    pub fn read() -> Self {
        let mut table = Self {
            workspace: Vec::new(),
            rooms: Vec::new(),
            people: Vec::new(),
            messages: Vec::new(),
            routes: Vec::new(),
            events: Vec::new(),
            used: RefCell::default(),
        };
        let mut head: Option<Vec<&'static str>> = None;
        for (at, line) in TEXT.lines().enumerate() {
            if !line.starts_with('|') {
                head = None;
                continue;
            }
            let row = cells(line);
            match &head {
                None => head = Some(row),
                Some(_) if line.starts_with("|-") => {}
                Some(head) => table.take(at + 1, head, row),
            }
        }
        table
    }

    fn take(&mut self, line: usize, head: &[&'static str], row: Vec<&'static str>) {
        assert_eq!(head.len(), row.len(), "line {line} has other columns");
        match head[..2] {
            ["What", "In which rooms"] => self.rooms.push(Self::row(line, head, &row)),
            ["What", "Whose message"] => self.messages.push(Self::row(line, head, &row)),
            ["What", "With whom"] => self.people.push(Self::row(line, head, &row)),
            ["What", "nobody"] => self.workspace.push(Self::row(line, head, &row)),
            ["Address", "Method"] => self.routes.push(Listed {
                method: row[1].into(),
                name: row[0].trim_matches('`').into(),
                actions: actions(row[2], line),
            }),
            ["Event", "Needs"] => self.events.push(Listed {
                method: String::new(),
                name: row[0].trim_matches('`').into(),
                actions: actions(row[1], line),
            }),
            // What the words mean.
            _ => {}
        }
    }

    fn row(line: usize, head: &[&'static str], row: &[&'static str]) -> Row {
        let cell = |name: &str| head.iter().position(|one| *one == name).map(|at| row[at]);
        let special = [
            "What",
            "In which rooms",
            "With whom",
            "Whose message",
            "New role",
            "archived",
        ];
        let about = cell("In which rooms").or(cell("With whom"));
        Row {
            line,
            actions: actions(row[0], line),
            about: about.map(words).unwrap_or_default(),
            new_roles: cell("New role").map(words).unwrap_or_default(),
            whose: cell("Whose message").unwrap_or_default(),
            cells: head
                .iter()
                .copied()
                .zip(row.iter().copied())
                .filter(|(name, _)| !special.contains(name))
                .collect(),
            archived: cell("archived").unwrap_or("yes"),
        }
    }

    fn answer(&self, row: &Row, column: &str) -> Answer {
        let line = row.line;
        self.used.borrow_mut().insert((line, column.into()));
        let cell = row.cells.iter().find(|(name, _)| *name == column);
        match cell.map(|(_, cell)| *cell) {
            Some("yes") => Answer::Yes,
            Some("no") => Answer::No,
            Some("unknown") => Answer::Unknown,
            Some("sign in") => Answer::SignIn,
            Some("banned") => Answer::Banned,
            other => panic!("line {line}, column {column}: {other:?} is no answer"),
        }
    }

    fn one<'r>(rows: impl Iterator<Item = &'r Row>, question: &str) -> &'r Row {
        let rows: Vec<_> = rows.collect();
        let lines: Vec<_> = rows.iter().map(|row| row.line).collect();
        match rows[..] {
            [row] => row,
            _ => panic!("docs/permissions.md answers {question} in lines {lines:?}, not in one"),
        }
    }

    /// What the page says of an action that is about the workspace.
    pub fn workspace(&self, action: Action, column: &str) -> Answer {
        let rows = self.workspace.iter();
        let row = Self::one(
            rows.filter(|row| row.actions.contains(&action)),
            action.name(),
        );
        self.answer(row, column)
    }

    /// What the page says of an action in such a room.
    pub fn room(&self, action: Action, case: RoomCase, column: &str) -> Answer {
        let rows = self.rooms.iter().collect();
        self.in_room(rows, action, case, column)
    }

    /// What the page says of an action with a message in such a room.
    pub fn message(&self, action: Action, is_own: bool, case: RoomCase, column: &str) -> Answer {
        let whose = if is_own { "one's own" } else { "another's" };
        let rows = self.messages.iter().filter(|row| row.whose == whose);
        self.in_room(rows.collect(), action, case, column)
    }

    fn in_room(&self, rows: Vec<&Row>, action: Action, case: RoomCase, column: &str) -> Answer {
        let posting = match case.posting {
            Posting::All => "everybody posts",
            Posting::Admins => "admins post",
        };
        // A closed lobby is as other open rooms, where it is not named.
        let of_action = || {
            let rows = rows.iter().copied();
            rows.filter(|row| row.actions.contains(&action))
        };
        let kind = match case.kind {
            "closed lobby" if !of_action().any(|row| row.about.contains(&case.kind)) => "open",
            kind => kind,
        };
        let fits = |row: &&Row| {
            let tells_posting = row.about.iter().any(|word| word.contains(" post"));
            row.about.contains(&kind) && (!tells_posting || row.about.contains(&posting))
        };
        let question = format!("{} in {case:?}", action.name());
        let row = Self::one(of_action().filter(fits), &question);
        let answer = self.answer(row, column);
        match (case.is_archived, row.archived) {
            (true, "no") if answer == Answer::Yes => Answer::Archived,
            (_, "no" | "yes") => answer,
            (_, other) => panic!("line {}: {other:?} in the last column", row.line),
        }
    }

    /// What the page says of an action with such a person.
    pub fn person(&self, action: Action, whom: WhomCase, column: &str) -> Answer {
        let fits = |row: &&Row| {
            let is_about = if whom.is_oneself {
                row.about.contains(&"oneself")
            } else {
                row.about.contains(&whom.role.as_str())
            };
            let owners = if row.about.contains(&"the last owner") {
                whom.is_last_owner
            } else if row.about.contains(&"not the last owner") {
                !whom.is_last_owner
            } else {
                true
            };
            let consents = if row.about.contains(&"declines") {
                whom.declines
            } else {
                !(row.about.contains(&"accepts") && whom.declines)
            };
            let becomes = match whom.becomes {
                Some(role) => row.new_roles.contains(&role.as_str()),
                None => row.new_roles.is_empty(),
            };
            row.actions.contains(&action) && is_about && owners && consents && becomes
        };
        let question = format!("{} with {whom:?}", action.name());
        let row = Self::one(self.people.iter().filter(fits), &question);
        self.answer(row, column)
    }

    /// What each action is about; it is in one table alone.
    pub fn is_about_rooms(&self, action: Action) -> bool {
        self.rooms.iter().any(|row| row.actions.contains(&action))
    }

    /// See [`Table::is_about_rooms`].
    pub fn is_about_workspace(&self, action: Action) -> bool {
        self.workspace
            .iter()
            .any(|row| row.actions.contains(&action))
    }

    /// See [`Table::is_about_rooms`].
    pub fn is_about_messages(&self, action: Action) -> bool {
        self.messages
            .iter()
            .any(|row| row.actions.contains(&action))
    }

    /// See [`Table::is_about_rooms`].
    pub fn is_about_people(&self, action: Action) -> bool {
        self.people.iter().any(|row| row.actions.contains(&action))
    }

    /// No cell is superfluous: each was an answer to something, or says that there is no question.
    pub fn assert_all_used(&self) {
        let used = self.used.borrow();
        let all = self.workspace.iter().chain(&self.rooms);
        for row in all.chain(&self.people).chain(&self.messages) {
            assert!(!row.actions.is_empty(), "line {}: no action", row.line);
            for (column, cell) in &row.cells {
                let is_used = used.contains(&(row.line, (*column).into()));
                assert_eq!(
                    is_used,
                    *cell != "–",
                    "line {}, column {column}: {cell}",
                    row.line
                );
            }
        }
    }
}

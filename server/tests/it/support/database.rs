//! What is in the database, asked of the file beside the running server.

use std::{collections::BTreeMap, path::Path};

use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::runtime::{Builder, Runtime};

/// A database of a data folder, opened to be read.
pub struct Database {
    runtime: Runtime,
    connection: SqliteConnection,
}

impl Database {
    pub fn open(data: &Path) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime");
        let options = SqliteConnectOptions::new()
            .filename(data.join("natter.db"))
            .read_only(true);
        let connection = runtime.block_on(SqliteConnection::connect_with(&options));
        Self {
            connection: connection.expect("opens"),
            runtime,
        }
    }

    /// Reads from now on what was there at the next read, and holds on to it.
    pub fn begin(&mut self) {
        let begun = self
            .runtime
            .block_on(sqlx::raw_sql("BEGIN").execute(&mut self.connection));
        begun.expect("begins");
    }

    /// Changes what is stored, past the server: for what would take a thousand forms.
    pub fn change(data: &Path, statement: &str) {
        let runtime = Builder::new_current_thread().enable_all().build();
        let options = SqliteConnectOptions::new().filename(data.join("natter.db"));
        runtime.expect("a runtime").block_on(async {
            let opened = SqliteConnection::connect_with(&options).await;
            let mut connection = opened.expect("opens");
            let statement = sqlx::raw_sql(AssertSqlSafe(statement.to_owned()));
            statement.execute(&mut connection).await.expect("changes");
            connection.close().await.expect("closes");
        });
    }

    /// The first column of each row, as text.
    pub fn list(&mut self, query: &str) -> Vec<String> {
        let query = sqlx::query(AssertSqlSafe(query.to_owned()));
        let rows = self.runtime.block_on(query.fetch_all(&mut self.connection));
        let rows = rows.expect("reads");
        rows.iter().map(|row| row.get(0)).collect()
    }

    pub fn count(&mut self, from: &str) -> u64 {
        let counted = self.list(&format!("SELECT CAST(COUNT(*) AS TEXT) FROM {from}"));
        counted[0].parse().expect("a number")
    }

    /// Every row of every table but those that a reader may leave behind: when a session was used
    /// last, and the probe of whether anything can be written.
    pub fn dump(&mut self) -> BTreeMap<String, Vec<String>> {
        let tables = self
            .list("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'write_probe'");
        let tables = tables.into_iter().map(|table| {
            let columns = self.list(&format!(
                "SELECT name FROM pragma_table_info('{table}') WHERE name <> 'seen_at'"
            ));
            let row: Vec<String> = columns
                .iter()
                .map(|column| format!("quote(\"{column}\")"))
                .collect();
            let rows = self.list(&format!(
                "SELECT {} AS row FROM \"{table}\" ORDER BY row",
                row.join(" || ', ' || ")
            ));
            (table, rows)
        });
        tables.collect()
    }
}

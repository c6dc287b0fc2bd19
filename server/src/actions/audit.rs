//! The log of what admins did: a page of it, and all of it as a table for other programs.

use protocol::ErrorReply;

use super::{
    Actions, Actor,
    downloads::{Download, Source, download},
    refusal,
};
use crate::store::{AuditRow, AuditedBy, On};
use domain::authorise::act;

/// Lines on one page.
pub const AUDIT_PAGE: u32 = 100;

/// Lines in one portion of the table.
const PORTION: u32 = 500;

impl Actions {
    /// A page of the log, the latest lines first; `before` is the number of a line.
    ///
    /// # Errors
    /// `forbidden`, `storage_unavailable`.
    pub async fn audit(
        &self,
        actor: &Actor,
        by: AuditedBy,
        before: Option<i64>,
    ) -> Result<Vec<AuditRow>, ErrorReply> {
        let caller = actor.caller();
        let lines = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::ReadAudit, caller, On::Place).await?;
                view.audit(&granted, by, before, AUDIT_PAGE).await
            })
        });
        lines.await.map_err(refusal)
    }

    /// All of the log that is there now, the latest lines first: written while it is read, each
    /// portion by `write`, after `head`.
    ///
    /// # Errors
    /// `forbidden`, `rate_limited` while they download something else, `storage_unavailable`.
    pub async fn audit_table(
        &self,
        actor: &Actor,
        head: &str,
        write: fn(&[AuditRow]) -> String,
    ) -> Result<Download, ErrorReply> {
        let place = self.begin_download(actor)?;
        let first = self.audit_portion(actor, None).await?;
        let table = Table {
            actions: self.clone(),
            actor: actor.clone(),
            portion: first,
            head: head.to_owned(),
            write,
        };
        Ok(download(table, place))
    }

    async fn audit_portion(
        &self,
        actor: &Actor,
        before: Option<i64>,
    ) -> Result<Vec<AuditRow>, ErrorReply> {
        let caller = actor.caller();
        let lines = self.store.read_bulk(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::ReadAudit, caller, On::Place).await?;
                let by = AuditedBy::Everybody;
                view.audit(&granted, by, before, PORTION).await
            })
        });
        lines.await.map_err(refusal)
    }
}

/// The log as a table, as far as it is not written.
struct Table {
    actions: Actions,
    actor: Actor,
    /// The next lines.
    portion: Vec<AuditRow>,
    /// Stands before them; empty but at the beginning.
    head: String,
    write: fn(&[AuditRow]) -> String,
}

impl Source for Table {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, ErrorReply> {
        let mut text = std::mem::take(&mut self.head);
        text.push_str(&(self.write)(&self.portion));
        if let Some(last) = self.portion.last() {
            let before = Some(last.id);
            self.portion = self.actions.audit_portion(&self.actor, before).await?;
        }
        Ok((!text.is_empty()).then(|| text.into_bytes()))
    }
}

//! The audit log: a page of it, and all of it as a CSV download.

use futures_util::FutureExt as _;
use protocol::ErrorReply;

use crate::actions::{
    Actions, Actor,
    account::downloads::{Download, DownloadSource, download},
};
use domain::authorise::action;
use store::{AuditRow, AuditedBy, Resource};

/// Entries on one page.
pub const AUDIT_PAGE: u32 = 100;

/// Entries in one portion of the download.
const PORTION: u32 = 500;

impl Actions {
    /// A page of the log, the latest entries first; `before` is the number of an entry.
    ///
    /// # Errors
    /// `forbidden`, `storage_unavailable`.
    pub async fn audit(
        &self,
        actor: &Actor,
        by: AuditedBy,
        before: Option<i64>,
    ) -> Result<Vec<AuditRow>, ErrorReply> {
        self.request(action::ReadAudit, actor, Resource::Workspace)
            .read(move |view, granted| view.audit(granted, by, before, AUDIT_PAGE).boxed())
            .await
    }

    /// The whole log as it is now, the latest entries first: formatted while it is read, each
    /// portion by `write`, after `head`.
    ///
    /// # Errors
    /// `forbidden`, `rate_limited` while they have another download, `storage_unavailable`.
    pub async fn audit_table(
        &self,
        actor: &Actor,
        head: &str,
        write: fn(&[AuditRow]) -> String,
    ) -> Result<Download, ErrorReply> {
        let slot = self.begin_download(actor)?;
        let first = self.audit_portion(actor, None).await?;
        let table = Table {
            actions: self.clone(),
            actor: actor.clone(),
            portion: first,
            head: head.to_owned(),
            write,
        };
        Ok(download(table, slot))
    }

    async fn audit_portion(
        &self,
        actor: &Actor,
        before: Option<i64>,
    ) -> Result<Vec<AuditRow>, ErrorReply> {
        self.request(action::ReadAudit, actor, Resource::Workspace)
            .read_bulk(move |view, granted| {
                async move {
                    let by = AuditedBy::Everybody;
                    view.audit(granted, by, before, PORTION).await
                }
                .boxed()
            })
            .await
    }
}

/// The part of the log that is not sent yet.
struct Table {
    actions: Actions,
    actor: Actor,
    /// The next entries.
    portion: Vec<AuditRow>,
    /// The header line, to be sent before them; empty once it is sent.
    head: String,
    write: fn(&[AuditRow]) -> String,
}

impl DownloadSource for Table {
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

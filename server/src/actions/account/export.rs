//! "Download my data": all data stored of a person, as JSON in a zip file. It is compressed while
//! it is downloaded, page by page, so that it takes little memory however much somebody wrote, and
//! no read transaction is kept open.

use std::{
    io::{self, Write},
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::FutureExt as _;
use protocol::{ErrorCode, ErrorReply, ScheduledMessage};
use serde_json::{Value, json};
use zip::{
    CompressionMethod, ZipWriter,
    result::ZipResult,
    write::{SimpleFileOptions, StreamWriter},
};

use crate::actions::{
    Actions, Actor,
    account::downloads::{Download, DownloadSource, download},
};
use domain::authorise::action;
use store::{Granted, OwnMessage, Resource, StoreError, Stored, View};

impl Actions {
    /// The zip file. A second one is refused while the first is being downloaded.
    ///
    /// # Errors
    /// `forbidden` for visitors, `rate_limited`, `storage_unavailable`.
    pub async fn export_self(&self, actor: &Actor) -> Result<Download, ErrorReply> {
        let slot = self.begin_download(actor)?;
        let about = self
            .request(action::ExportSelf, actor, Resource::Workspace)
            .read(|view, granted| about_oneself(view, granted).boxed())
            .await?;
        // Checked first, so that somebody who may not gets an error and not the beginning of a
        // file.
        let positions = self.own_positions(actor, Stored::default()).await?;
        let archive = Archive::default();
        let packing = self.pack(actor, move || archive.begin(about));
        let export = Export {
            archive: Some(packing.await?.map_err(failed)?),
            actions: self.clone(),
            actor: actor.clone(),
            after: positions.last().copied(),
            positions,
        };
        Ok(download(export, slot))
    }

    async fn own_positions(&self, actor: &Actor, after: Stored) -> Result<Vec<Stored>, ErrorReply> {
        self.request(action::ExportSelf, actor, Resource::Workspace)
            .read_bulk(move |view, granted| view.own_positions(granted, after).boxed())
            .await
    }

    /// The messages at the first of these positions, and the remaining positions.
    async fn own_messages(
        &self,
        actor: &Actor,
        positions: Vec<Stored>,
    ) -> Result<(Vec<OwnMessage>, Vec<Stored>), ErrorReply> {
        self.request(action::ExportSelf, actor, Resource::Workspace)
            .read_bulk(move |view, granted| {
                async move {
                    let (messages, left) = view.own_messages(granted, &positions).await?;
                    Ok((messages, left.to_vec()))
                }
                .boxed()
            })
            .await
    }
}

/// Everything but the messages, of one moment.
async fn about_oneself(
    view: &mut View<'_>,
    granted: &Granted<action::ExportSelf>,
) -> Result<Vec<(&'static str, Value)>, StoreError> {
    let account = granted.also(action::EditAccount)?;
    let security = granted.also(action::ManageSessions)?;
    let own = granted.also(action::SeeOwnRooms)?;
    let profile = view.own_card(&account).await?;
    let contact = view.own_contact(&account).await?;
    let sessions = view.sessions(&security).await?;
    let rooms = view.own_rooms(&own).await?;
    let passkeys = view.own_passkeys(&account).await?;
    let ignored = view.ignored(&own).await?;
    let security = view.security_events(&security).await?;
    let scheduled = scheduled(view, granted).await?;
    let drafts = view.drafts(granted).await?;
    let own = granted.also(action::ManageReminders)?;
    let reminders = view.reminders(&own).await?;
    let saved = view.saved_ids(&granted.also(action::SeeSaved)?).await?;
    Ok(vec![
        (
            "profile.json",
            json!({
                "id": profile.member.id,
                "name": profile.member.name,
                "handle": profile.handle,
                "role": profile.role,
                "colour": profile.member.colour,
                "pronouns": profile.profile.pronouns,
                "bio": profile.profile.bio,
                "email": profile.profile.email,
                "time_zone": profile.profile.time_zone,
                "may_be_added_by": contact.as_str(),
                "created_at": profile.created_at,
            }),
        ),
        (
            "sessions.json",
            list(sessions.iter().map(|one| {
                json!({
                    "browser": one.device.agent,
                    "network": one.device.network,
                    "created_at": one.created_at,
                    "seen_at": one.seen_at,
                })
            })),
        ),
        (
            "rooms.json",
            list(rooms.iter().map(|one| {
                json!({
                    "address": one.room.slug,
                    "name": one.room.name,
                    "kind": one.room.kind,
                    "people": one.room.people,
                    "preference": one.preference,
                })
            })),
        ),
        (
            "passkeys.json",
            list(passkeys.iter().map(|one| {
                json!({
                    "name": one.name,
                    "created_at": one.created_at,
                    "used_at": one.used_at,
                })
            })),
        ),
        (
            "security.json",
            list(security.iter().map(|one| {
                json!({
                    "event": one.event.as_str(),
                    "by": one.by.as_ref().map(|(member, _)| &member.name),
                    "at": one.at,
                })
            })),
        ),
        (
            "ignored.json",
            list(ignored.iter().map(|one| json!({"id": one}))),
        ),
        ("drafts.json", list(drafts.iter().map(|one| json!(one)))),
        (
            "reminders.json",
            list(
                reminders
                    .iter()
                    .map(|one| json!({"message": one.message, "at": one.at, "is_due": one.is_due})),
            ),
        ),
        (
            "scheduled.json",
            list(scheduled.iter().map(|one| json!(one))),
        ),
        (
            "saved.json",
            list(
                saved
                    .iter()
                    .map(|(message, at)| json!({"message": message, "saved_at": at})),
            ),
        ),
    ])
}

/// All scheduled messages; there are few.
async fn scheduled(
    view: &mut View<'_>,
    granted: &Granted<action::ExportSelf>,
) -> Result<Vec<ScheduledMessage>, StoreError> {
    let granted = granted.also(action::ManageScheduled)?;
    let mut all = Vec::new();
    loop {
        let after = all.last().map(|last: &ScheduledMessage| last.id);
        let (part, more) = view.scheduled(&granted, after).await?;
        all.extend(part);
        if !more {
            return Ok(all);
        }
    }
}

fn list(items: impl Iterator<Item = Value>) -> Value {
    Value::Array(items.collect())
}

fn failed(error: zip::result::ZipError) -> ErrorReply {
    tracing::error!(%error, "a download of one's data could not be packed");
    let words = "The file could not be created. Try again later.";
    ErrorReply::new(ErrorCode::Internal, words)
}

/// An export in progress.
struct Export {
    actions: Actions,
    actor: Actor,
    /// `None` when it is complete.
    archive: Option<Archive>,
    /// Positions of messages that are still to be added.
    positions: Vec<Stored>,
    /// The position after which to read more; `None` if there are no more.
    after: Option<Stored>,
}

impl DownloadSource for Export {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, ErrorReply> {
        while let Some(archive) = self.archive.take() {
            if self.positions.is_empty()
                && let Some(after) = self.after
            {
                self.positions = self.actions.own_positions(&self.actor, after).await?;
                self.after = self.positions.last().copied();
            }
            if self.positions.is_empty() {
                let rest = self
                    .actions
                    .pack(&self.actor, move || archive.finish())
                    .await?;
                return Ok(Some(rest.map_err(failed)?));
            }
            let positions = mem::take(&mut self.positions);
            let page = self.actions.own_messages(&self.actor, positions).await?;
            self.positions = page.1;
            let archive = self
                .actions
                .pack(&self.actor, move || archive.add(&page.0))
                .await?;
            let archive = self.archive.insert(archive.map_err(failed)?);
            let packed = archive.packed.take();
            if !packed.is_empty() {
                return Ok(Some(packed));
            }
        }
        Ok(None)
    }
}

/// The zip file being written.
struct Archive {
    zip: ZipWriter<StreamWriter<Packed>>,
    packed: Packed,
    messages: u64,
}

impl Default for Archive {
    fn default() -> Self {
        let packed = Packed::default();
        Self {
            zip: ZipWriter::new_stream(packed.clone()),
            packed,
            messages: 0,
        }
    }
}

impl Archive {
    /// Adds everything but the messages, and begins the list of messages.
    fn begin(mut self, files: Vec<(&str, Value)>) -> ZipResult<Self> {
        // A fast level: the fastest ones hardly compress texts, and higher ones hardly compress
        // them better.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(3));
        for (name, content) in files {
            self.zip.start_file(name, options)?;
            self.write_json(&content)?;
        }
        // Its size is not known in advance.
        let options = options.large_file(true);
        self.zip.start_file("messages.json", options)?;
        self.zip.write_all(b"[")?;
        Ok(self)
    }

    fn add(mut self, messages: &[OwnMessage]) -> ZipResult<Self> {
        for one in messages {
            let separator: &[u8] = if self.messages == 0 { b"\n" } else { b",\n" };
            self.zip.write_all(separator)?;
            self.messages += 1;
            let mut message = json!({
                "room": one.room,
                "seq": one.seq,
                "body": one.body,
                "sent_at": one.sent_at,
            });
            if let Some(fields) = message.as_object_mut().filter(|_| !one.options.is_empty()) {
                fields.insert("poll_answers".into(), json!(one.options));
            }
            self.write_json(&message)?;
        }
        Ok(self)
    }

    /// Writes the end of the file.
    fn finish(mut self) -> ZipResult<Vec<u8>> {
        self.zip.write_all(b"\n]")?;
        self.zip.finish()?;
        Ok(self.packed.take())
    }

    fn write_json(&mut self, value: &Value) -> io::Result<()> {
        let text = serde_json::to_vec_pretty(value).map_err(io::Error::other)?;
        self.zip.write_all(&text)
    }
}

/// Bytes that are compressed and not yet downloaded. Shared, as the zip writer does not return its
/// output.
#[derive(Clone, Default)]
struct Packed(Arc<Mutex<Vec<u8>>>);

impl Packed {
    fn take(&self) -> Vec<u8> {
        mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Packed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut packed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        packed.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

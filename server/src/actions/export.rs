//! "Download my data": all that is kept of a person, as JSON in a zip file.

use std::io::{Cursor, Write};

use protocol::{ErrorCode, ErrorReply, MemberId};
use serde::Serialize;
use serde_json::{Value, json};
use zip::{ZipWriter, result::ZipResult, write::SimpleFileOptions};

use super::{Actions, Actor, refusal};
use crate::{domain::authorise::act, store::On};

impl Actions {
    /// The zip file.
    ///
    /// # Errors
    /// `forbidden` for visitors, `storage_unavailable`.
    pub async fn export_self(&self, actor: &Actor) -> Result<Vec<u8>, ErrorReply> {
        let profile = self.own_card(actor).await?;
        let sessions = self.sessions(actor).await?;
        let rooms = self.own_rooms(actor).await?;
        let passkeys = self.own_passkeys(actor).await?;
        let ignored = self.own_ignored(actor).await?;
        let messages = self.own_messages(actor).await?;
        let files = [
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
                "ignored.json",
                list(ignored.iter().map(|one| json!({"id": one}))),
            ),
            ("messages.json", Value::Array(messages)),
        ];
        pack(&files).map_err(|error| {
            tracing::error!(%error, "a download of one's data could not be packed");
            let words = "The file could not be made. Try again later.";
            ErrorReply::new(ErrorCode::Internal, words)
        })
    }

    async fn own_ignored(&self, actor: &Actor) -> Result<Vec<MemberId>, ErrorReply> {
        let caller = actor.caller();
        let ignored = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::SeeOwnRooms, caller, On::Place).await?;
                view.ignored(&granted).await
            })
        });
        ignored.await.map_err(refusal)
    }

    async fn own_messages(&self, actor: &Actor) -> Result<Vec<Value>, ErrorReply> {
        let (caller, mut all, mut after) = (actor.caller(), Vec::new(), None);
        loop {
            // Page by page, so that no snapshot is held for long.
            let page = self.store.read(move |view| {
                Box::pin(async move {
                    let granted = view.allow(act::ExportSelf, caller, On::Place).await?;
                    view.own_messages(&granted, after).await
                })
            });
            let (messages, next) = page.await.map_err(refusal)?;
            if next.is_none() {
                return Ok(all);
            }
            after = next;
            all.extend(messages.into_iter().map(|one| {
                json!({
                    "room": one.room,
                    "seq": one.seq,
                    "body": one.body,
                    "sent_at": one.sent_at,
                })
            }));
        }
    }
}

fn list(items: impl Iterator<Item = Value>) -> Value {
    Value::Array(items.collect())
}

fn pack<T: Serialize>(files: &[(&str, T)]) -> ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default())?;
        let text = serde_json::to_vec_pretty(content).map_err(std::io::Error::other)?;
        zip.write_all(&text)?;
    }
    Ok(zip.finish()?.into_inner())
}

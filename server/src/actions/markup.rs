//! Rendering what people write, with whom it mentions. A short text costs no more than finding a thread
//! for it; a long one, which may take a processor for 20 ms, waits at the gate for heavy work.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr},
};

use domain::{
    authorise::action,
    handle,
    markup::{self, Candidate, Mention, Reach, RenderedBody, Sigil, Target},
};
use futures_util::FutureExt as _;
use protocol::{
    ErrorCode, ErrorReply, MemberId, MessageBody, MessageId, NotTold, NotToldReason, RoomId, Slug,
    limits::MENTION_ALL_UNASKED,
};
use store::{Caller, IsIn, Known, Meanings};

use crate::{
    actions::{Actions, Actor, limits::heavy::not_done},
    heavy_work,
};

/// Longest text that is rendered where it arrives, in bytes: 2 ms at most.
const SHORT_BYTES: usize = 1000;

/// Most names that are looked up for one message, each in its possible lengths.
const MOST_NAMES: usize = 400;

/// Whether a text is rendered where it arrives: it is short, and mentions nobody.
pub(crate) fn is_quick(body: &MessageBody) -> bool {
    is_short(body) && !markup::may_mention(body.as_str())
}

fn is_short(body: &MessageBody) -> bool {
    body.as_str().len() <= SHORT_BYTES
}

/// A text that is ready to be stored.
pub(super) struct Written {
    pub body: RenderedBody,
    /// Whom it mentions without notifying them.
    pub not_told: Vec<NotTold>,
}

/// For whom a text is rendered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Writer {
    caller: Caller,
    /// Where heavy work is counted.
    address: IpAddr,
}

impl From<&Actor> for Writer {
    fn from(actor: &Actor) -> Self {
        Self {
            caller: actor.caller(),
            address: actor.address,
        }
    }
}

impl Writer {
    /// Somebody for whom the server does it, later.
    pub(super) const fn on_behalf_of(member: MemberId) -> Self {
        Self {
            caller: Caller::OnBehalfOf(member),
            address: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        }
    }
}

/// Whether its author has confirmed that everyone in a large room is to be notified.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Confirmed {
    Yes,
    No,
}

/// What the names of a text mean, and whether everyone may be mentioned.
struct Found {
    meanings: Meanings,
    /// How many others are in the room, if everyone is mentioned and may be.
    everyone: Option<u32>,
}

impl Actions {
    /// Renders a message for a room.
    ///
    /// # Errors
    /// `confirmation_required`; `rate_limited` if too many long texts wait.
    pub(super) async fn render(
        &self,
        writer: impl Into<Writer>,
        room: RoomId,
        body: MessageBody,
        confirmed: Confirmed,
    ) -> Result<Written, ErrorReply> {
        let writer = writer.into();
        let (body, candidates) = if markup::may_mention(body.as_str()) {
            let is_short = is_short(&body);
            let search = move || {
                let candidates = markup::candidates(body.as_str());
                (body, candidates)
            };
            self.work(writer, is_short, search).await?
        } else {
            (body, Vec::new())
        };
        let (mentions, not_told) = if candidates.is_empty() {
            (Vec::new(), Vec::new())
        } else {
            self.mentions(writer, room, &candidates, confirmed).await?
        };
        let is_short = is_short(&body);
        let render = move || RenderedBody::with_mentions(body, mentions);
        let body = self.work(writer, is_short, render).await?;
        Ok(Written { body, not_told })
    }

    /// The same for another text of a message.
    ///
    /// # Errors
    /// `not_found`, `forbidden`, `rate_limited`.
    pub(super) async fn render_edit(
        &self,
        actor: &Actor,
        message: MessageId,
        body: MessageBody,
    ) -> Result<RenderedBody, ErrorReply> {
        if is_quick(&body) {
            return Ok(RenderedBody::new(body));
        }
        let room = self
            .request(action::EditMessage, actor, message)
            .read(|view, granted| view.room_of_message(granted).boxed())
            .await?;
        // Who is mentioned by an edit has nothing new to read in most cases: nobody is asked.
        let written = self.render(actor, room, body, Confirmed::Yes).await?;
        Ok(written.body)
    }

    async fn work<T: Send + 'static>(
        &self,
        writer: Writer,
        is_short: bool,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ErrorReply> {
        if is_short {
            return Ok(work());
        }
        let kind = heavy_work::Kind::Render;
        self.heavy_work
            .run(writer.address, kind, heavy_work::Known::Yes, work)
            .await
            .map_err(not_done)
    }

    async fn mentions(
        &self,
        writer: Writer,
        room: RoomId,
        candidates: &[Candidate],
        confirmed: Confirmed,
    ) -> Result<(Vec<Mention>, Vec<NotTold>), ErrorReply> {
        let found = match self.find(writer, room, candidates).await {
            Ok(found) => found,
            // Visitors mention nobody. Whether anybody may post there is decided when it is stored.
            Err(error) if matches!(error.code, ErrorCode::Forbidden | ErrorCode::NotFound) => {
                return Ok((Vec::new(), Vec::new()));
            }
            Err(error) => return Err(error),
        };
        let mut reaches = HashMap::new();
        let mut mentions = markup::resolve(candidates, |sigil, name| {
            let (target, reach) = found.meaning(sigil, name)?;
            reaches.insert(target, reach);
            Some(target)
        });
        for mention in &mut mentions {
            if let Some(reach) = reaches.get(&mention.target) {
                mention.reach = *reach;
            }
        }
        let is_for_all = mentions
            .iter()
            .any(|mention| is_everyone(mention.target) && mention.reach == Reach::Notified);
        if let Some(count) = found.everyone
            && is_for_all
            && confirmed == Confirmed::No
            && count > MENTION_ALL_UNASKED
        {
            return Err(ErrorReply::new(
                ErrorCode::ConfirmationRequired,
                format!("This notifies {count} people. Send it again if that is what you want."),
            ));
        }
        let not_told = mentions.iter().filter_map(not_told).collect();
        Ok((mentions, not_told))
    }

    async fn find(
        &self,
        writer: Writer,
        room: RoomId,
        candidates: &[Candidate],
    ) -> Result<Found, ErrorReply> {
        let names = |sigil| {
            let candidates = candidates.iter().filter(move |one| one.sigil == sigil);
            candidates.flat_map(Candidate::names).take(MOST_NAMES)
        };
        let handles: Vec<String> = names(Sigil::At).filter_map(handle_key).collect();
        let slugs: Vec<String> = names(Sigil::Hash).filter_map(slug).collect();
        let is_for_all = names(Sigil::At).any(|name| everyone(name).is_some());
        self.request(action::Mention, writer.caller, room)
            .read(move |view, granted| {
                async move {
                    let meanings = view.meanings(granted, &handles, &slugs).await?;
                    let everyone = match granted.also(action::MentionAll) {
                        Ok(granted) if is_for_all => Some(view.others_in_room(&granted).await?),
                        Ok(_) | Err(_) => None,
                    };
                    Ok(Found { meanings, everyone })
                }
                .boxed()
            })
            .await
    }
}

impl Found {
    fn meaning(&self, sigil: Sigil, name: &str) -> Option<(Target, Reach)> {
        if sigil == Sigil::Hash {
            let (room, known) = self.meanings.rooms.get(&slug(name)?)?;
            let reach = match known {
                Known::ToAll => Reach::Notified,
                Known::ToSome => Reach::Hidden,
            };
            return Some((Target::Room(*room), reach));
        }
        if let Some(target) = everyone(name) {
            let reach = match self.everyone {
                Some(_) => Reach::Notified,
                None => Reach::Hidden,
            };
            return Some((target, reach));
        }
        let (member, is_in) = self.meanings.people.get(&handle_key(name)?)?;
        let reach = match is_in {
            IsIn::Yes => Reach::Notified,
            IsIn::No => Reach::Hidden,
        };
        Some((Target::Member(*member), reach))
    }
}

/// The author of a private room's name knows that it is no link.
fn not_told(mention: &Mention) -> Option<NotTold> {
    let reason = match mention.target {
        Target::Room(_) => return None,
        Target::Here | Target::All => NotToldReason::NotAllowed,
        Target::Member(_) | Target::Group(_) => NotToldReason::NotInRoom,
    };
    (mention.reach == Reach::Hidden).then(|| NotTold {
        text: mention.text.clone(),
        reason,
    })
}

fn is_everyone(target: Target) -> bool {
    matches!(target, Target::Here | Target::All)
}

/// `@all`, and what it is called in other chats. Nobody can have these handles.
fn everyone(name: &str) -> Option<Target> {
    match name.to_ascii_lowercase().as_str() {
        "all" | "everyone" | "channel" => Some(Target::All),
        "here" => Some(Target::Here),
        _ => None,
    }
}

fn handle_key(name: &str) -> Option<String> {
    handle::read(name).ok().map(|name| handle::skeleton(&name))
}

fn slug(name: &str) -> Option<String> {
    let slug = Slug::parse(&name.to_ascii_lowercase()).ok()?;
    // An id is a room's name in forms only.
    domain::slug::id(&slug).is_none().then(|| slug.into())
}

//! What people do, done to the store and to its model.

use super::{expected::*, trial::Trial, *};
use crate::support as ask;
use domain::authorise::Denied;
use protocol::{Emoji, MemberId, Message, MessageContent};
use store::{AppendOutcome, Caller, StoreError};

impl Trial {
    pub(super) fn send_at_once(&mut self, sends: &[(Author, u16, u8)]) {
        let tries: Vec<_> = sends.iter().map(|send| self.new_message(*send)).collect();
        let (store, sent) = (&self.store, tries.clone());
        let answers = self.runtime.block_on(async {
            let tries = tries.into_iter().map(|one| store.append(one));
            futures_util::future::join_all(tries).await
        });
        for ((send, new), answer) in sends.iter().zip(sent).zip(answers) {
            let (author, id, body) = *send;
            if self.model.find(author, id).is_none() && !self.model.is_in[author.0] {
                let refused = answer.map(|appended| appended.outcome);
                assert_eq!(refused, Err(StoreError::Denied(Denied::Ended)));
                continue;
            }
            if self.model.is_reused(author, id, body) {
                let refused = answer.map(|appended| appended.outcome);
                assert_eq!(refused, Err(StoreError::ClientIdReused));
                continue;
            }
            let appended = answer.expect("stores");
            let expected = match self.model.find(author, id) {
                Some(known) => {
                    assert_eq!(appended.outcome, AppendOutcome::Repeated);
                    // One of the others may be about it, and was stored before or after it was read.
                    Message {
                        rev: appended.message.rev,
                        thread: appended.message.thread.clone(),
                        replies: appended.message.replies.clone(),
                        reactions: Vec::new(),
                        content: told_to_all(known.content.clone()),
                        ..self.model.with_names_of_now(known)
                    }
                }
                None => {
                    assert_eq!(appended.outcome, AppendOutcome::Stored);
                    // Its id and time are the store's to give.
                    let stored = Message {
                        id: appended.message.id,
                        room: self.lobby,
                        seq: self.model.head().next(),
                        rev: self.model.next_rev(),
                        author: self.model.authors[author.0].clone(),
                        client_id: client_id(id),
                        content: content(id, body),
                        html: self.model.html(body).filter(|_| !is_poll(id)),
                        mentions: match is_poll(id) {
                            true => Vec::new(),
                            false => self.model.targets(body),
                        },
                        sent_at: appended.message.sent_at,
                        edited_at: None,
                        reply: self.model.quote(new.reply_to),
                        thread: self.model.thread(&new),
                        replies: None,
                        reactions: Vec::new(),
                        undo_until: None,
                        pinned: false,
                    };
                    self.model.first_contents.push(Some(content(id, body)));
                    self.model.posted(stored)
                }
            };
            assert_eq!(appended.message, expected);
        }
    }

    /// What the table says of the author's own message, and of another's.
    pub(super) fn is_refused(&self, by: Author, author: Author) -> Option<Denied> {
        if !self.model.is_in[by.0] {
            Some(Denied::Ended)
        } else if by.0 != author.0 {
            Some(Denied::Forbidden)
        } else {
            None
        }
    }

    pub(super) fn edit(&mut self, by: Author, author: Author, id: u16, body: u8) {
        let Some(known) = self.model.find(author, id).cloned() else {
            return;
        };
        let edited = ask::edit(
            &self.store,
            self.caller(by),
            known.id,
            self.model.body(body),
        );
        let edited = self.runtime.block_on(edited);
        if let Some(denied) = self.is_refused(by, author) {
            assert_eq!(edited, Err(StoreError::Denied(denied)));
            return;
        }
        let content = MessageContent::Text(text(body));
        match &known.content {
            MessageContent::Deleted => assert_eq!(edited, Err(StoreError::NoSuchMessage)),
            MessageContent::Poll(_) => assert_eq!(edited, Err(StoreError::NotEditable)),
            same if *same == content => self.expect_changed(edited, known),
            MessageContent::Text(_) => {
                let edited_at = edited.as_ref().ok().and_then(|one| one.edited_at);
                assert!(edited_at.is_some());
                let rev = self.model.next_rev();
                let now = Message {
                    rev,
                    content,
                    html: self.model.html(body),
                    mentions: self.model.targets(body),
                    edited_at,
                    ..known
                };
                self.expect_changed(edited, now);
            }
        }
    }

    pub(super) fn delete(&mut self, by: Author, author: Author, id: u16) {
        let Some(known) = self.model.find(author, id).cloned() else {
            return;
        };
        let deleted = ask::delete(&self.store, self.caller(by), known.id);
        let deleted = self.runtime.block_on(deleted);
        if let Some(denied) = self.is_refused(by, author) {
            assert_eq!(deleted, Err(StoreError::Denied(denied)));
            return;
        }
        // Its author alone is told so.
        let deleted = deleted.map(|one| {
            assert!(one.undo_until.is_some());
            Message {
                undo_until: None,
                ..one
            }
        });
        let index = known.seq.get() as usize - 1;
        if known.content != MessageContent::Deleted {
            let kinds = std::mem::take(&mut self.model.reacted[index]);
            let votes = std::mem::take(&mut self.model.voted[index]);
            let first = self.model.first_contents[index].take();
            let was = (known.clone(), first, kinds, votes);
            self.model.deleted.insert(known.id, was);
        }
        let now = match known.content {
            MessageContent::Deleted => known,
            MessageContent::Text(_) | MessageContent::Poll(_) => Message {
                rev: self.model.next_rev(),
                content: MessageContent::Deleted,
                html: None,
                mentions: Vec::new(),
                edited_at: None,
                reply: None,
                reactions: Vec::new(),
                pinned: false,
                ..known
            },
        };
        self.expect_changed(deleted, now);
    }

    pub(super) fn restore(&mut self, by: Author, author: Author, id: u16) {
        let Some(known) = self.model.find(author, id).cloned() else {
            return;
        };
        let restored = ask::restore(&self.store, self.caller(by), known.id);
        let restored = self.runtime.block_on(restored);
        if let Some(denied) = self.is_refused(by, author) {
            assert_eq!(restored, Err(StoreError::Denied(denied)));
            return;
        }
        let now = match self.model.deleted.remove(&known.id) {
            None => known,
            Some((was, first, kinds, votes)) => {
                let index = known.seq.get() as usize - 1;
                self.model.first_contents[index] = first;
                self.model.voted[index] = votes;
                self.model.reacted[index] = kinds;
                Message {
                    rev: self.model.next_rev(),
                    reply: self
                        .model
                        .quote(was.reply.as_ref().map(|quote| quote.message)),
                    replies: known.replies,
                    pinned: false,
                    ..was
                }
            }
        };
        self.expect_changed(restored, now);
    }

    /// The store says so, and the model has it from now on.
    pub(super) fn expect_changed(&mut self, answer: Result<Message, StoreError>, now: Message) {
        let mut now = self.model.changed(now);
        // All readers are told the same.
        for reaction in &mut now.reactions {
            reaction.mine = false;
        }
        now.content = told_to_all(now.content);
        assert_eq!(answer.as_ref(), Ok(&now));
    }

    pub(super) fn react(&mut self, by: usize, (author, id): (Author, u16), kind: usize, on: bool) {
        let Some(known) = self.model.find(author, id).cloned() else {
            return;
        };
        let emoji = Emoji::parse(["👍", "🎉", "❤️", "👀"][kind]).expect("short");
        let is_reader = by == AUTHORS;
        let (caller, member) = self.somebody(by);
        let reacted = ask::react(&self.store, caller, known.id, (emoji.clone(), on));
        let reacted = self.runtime.block_on(reacted);
        if !is_reader && !self.model.is_in[by] {
            assert_eq!(reacted, Err(StoreError::Denied(Denied::Ended)));
        } else if known.content == MessageContent::Deleted {
            assert_eq!(reacted, Err(StoreError::NoSuchMessage));
        } else {
            let index = known.seq.get() as usize - 1;
            self.model.react(index, member, &emoji, on);
            assert_eq!(reacted, Ok(self.model.messages[index].rev));
        }
    }

    pub(super) fn pin(&mut self, by: Author, (author, id): (Author, u16), on: bool) {
        let Some(known) = self.model.find(author, id).cloned() else {
            return;
        };
        let pinned = ask::pin(&self.store, self.caller(by), known.id, on);
        let pinned = self.runtime.block_on(pinned);
        if !self.model.is_in[by.0] {
            assert_eq!(pinned, Err(StoreError::Denied(Denied::Ended)));
        } else if known.content == MessageContent::Deleted {
            assert_eq!(pinned, Err(StoreError::NoSuchMessage));
        } else {
            let index = known.seq.get() as usize - 1;
            if known.pinned != on {
                let rev = self.model.next_rev();
                self.model.changed(Message {
                    rev,
                    pinned: on,
                    ..known
                });
            }
            assert_eq!(pinned, Ok(self.model.messages[index].rev));
        }
    }

    /// The caller and the id of one of the authors, or of the reader after them.
    fn somebody(&self, by: usize) -> (Caller, MemberId) {
        if by == AUTHORS {
            (self.reader, self.model.reader.id)
        } else {
            (self.caller(Author(by)), self.model.authors[by].id)
        }
    }

    /// Each bit of the choice is an answer; the last is one that no poll has.
    pub(super) fn vote(&mut self, by: usize, (author, id): (Author, u16), bits: u8) {
        let Some(known) = self.model.find(author, id).cloned() else {
            return;
        };
        let choice: Vec<u8> = (0..4).filter(|option| bits & (1 << option) != 0).collect();
        let (caller, member) = self.somebody(by);
        let voted = ask::vote(&self.store, caller, known.id, choice.clone());
        let voted = self.runtime.block_on(voted);
        let MessageContent::Poll(poll) = &known.content else {
            let is_out = by < AUTHORS && !self.model.is_in[by];
            let refused = match is_out {
                true => StoreError::Denied(Denied::Ended),
                false => StoreError::NoSuchMessage,
            };
            assert_eq!(voted, Err(refused));
            return;
        };
        let index = known.seq.get() as usize - 1;
        let mut before = self.model.voted[index].iter();
        let before = before.find(|(who, _)| *who == member);
        let is_same = before.map_or(choice.is_empty(), |(_, before)| *before == choice);
        if by < AUTHORS && !self.model.is_in[by] {
            assert_eq!(voted, Err(StoreError::Denied(Denied::Ended)));
        } else if choice.contains(&3) || (choice.len() > 1 && !poll.multiple) {
            assert_eq!(voted, Err(StoreError::InvalidVote));
        } else if is_same {
            assert_eq!(voted, Ok(known.rev));
        } else if poll.closes_at.is_some() {
            assert_eq!(voted, Err(StoreError::PollClosed));
        } else {
            self.model.vote(index, member, choice);
            assert_eq!(voted, Ok(self.model.messages[index].rev));
        }
    }

    pub(super) fn close_poll(&mut self, by: Author, author: Author, id: u16) {
        let Some(known) = self.model.find(author, id).cloned() else {
            return;
        };
        let closed = ask::close_poll(&self.store, self.caller(by), known.id);
        let closed = self.runtime.block_on(closed);
        if let Some(denied) = self.is_refused(by, author) {
            assert_eq!(closed, Err(StoreError::Denied(denied)));
            return;
        }
        let MessageContent::Poll(mut poll) = known.content.clone() else {
            assert_eq!(closed, Err(StoreError::NoSuchMessage));
            return;
        };
        if poll.closes_at.is_some() {
            self.expect_changed(closed, known);
            return;
        }
        let now = closed.as_ref().ok().map(|one| &one.content);
        let Some(MessageContent::Poll(now)) = now else {
            panic!("{closed:?}");
        };
        assert!(now.closes_at.is_some());
        poll.closes_at = now.closes_at;
        let now = Message {
            rev: self.model.next_rev(),
            content: MessageContent::Poll(poll),
            ..known
        };
        self.expect_changed(closed, now);
    }

    pub(super) fn sign_in(&mut self, author: Author) {
        if !self.model.is_in[author.0] {
            let member = self.model.authors[author.0].id;
            let signed = ask::sign_in(&self.store, member, token(author));
            let session = self.runtime.block_on(signed);
            assert_ne!(session, self.model.sessions[author.0]);
            self.model.sessions[author.0] = session;
            self.model.is_in[author.0] = true;
        }
    }

    pub(super) fn rename(&mut self, author: Author, number: u8) {
        let renamed = ask::rename(&self.store, self.caller(author), name(number));
        let renamed = self.runtime.block_on(renamed);
        if !self.model.is_in[author.0] {
            assert_eq!(renamed, Err(StoreError::Denied(Denied::Ended)));
            return;
        }
        self.model.authors[author.0].name = name(number);
        assert_eq!(renamed.expect("stores"), self.model.authors[author.0]);
    }
}

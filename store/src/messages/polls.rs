//! Polls: what they ask is read with their messages, and which answers are the reader's for all
//! messages of an answer at once. Who chose what is read in one place, and never of anonymous polls.

use protocol::{
    Member, MemberId, Message, MessageContent, MessageId, NewPoll, Poll, PollOption, Rev, RoomId,
    Timestamp, event::Voted,
};
use serde::Deserialize;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{MessageRow, hex, json};
use crate::{Change, Granted, StoreError, StoreEvent, View, now, row};
use domain::authorise::action;

/// Most people who are named for one answer.
pub const VOTERS: u32 = 30;

/// What `message_rows` selects of a poll: whether several can be chosen, whether it is anonymous,
/// when it closes, how many voted, and the answers with their votes.
#[derive(Deserialize)]
struct Row(u8, u8, Option<i64>, u32, Vec<(String, u32)>);

/// Reads it.
pub(crate) fn read(question: &str, json: &str) -> Result<Poll, StoreError> {
    let Row(multiple, anonymous, closes_at, voters, options) =
        serde_json::from_str(json).map_err(|reason| row::damaged("poll", reason))?;
    let options = options.into_iter().map(|(text, count)| PollOption {
        text,
        count,
        mine: false,
    });
    Ok(Poll {
        question: question.to_owned(),
        options: options.collect(),
        multiple: multiple != 0,
        anonymous: anonymous != 0,
        closes_at: closes_at.map(Timestamp),
        voters,
    })
}

/// Stores what new polls ask.
pub(crate) async fn insert<'p>(
    db: &mut SqliteConnection,
    polls: impl Iterator<Item = (MessageId, &'p NewPoll)>,
) -> Result<(), StoreError> {
    let rows: Vec<_> = polls
        .map(|(id, poll)| {
            let poll = poll.draft();
            let closes_at = poll.closes_at.map(Timestamp::millis);
            let flags = (u8::from(poll.multiple), u8::from(poll.anonymous));
            (hex(id.0), flags, closes_at, &poll.options)
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let rows = json(&rows)?;
    sqlx::query!(
        "INSERT INTO polls (message, multiple, anonymous, closes_at)
         SELECT messages.number, new.value ->> '$[1][0]', new.value ->> '$[1][1]',
                new.value ->> '$[2]'
         FROM json_each(?) AS new
         CROSS JOIN messages ON messages.id = unhex(new.value ->> '$[0]')",
        rows,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "INSERT INTO poll_options (message, number, text)
         SELECT messages.number, option.key, option.value
         FROM json_each(?) AS new
         CROSS JOIN messages ON messages.id = unhex(new.value ->> '$[0]')
         CROSS JOIN json_each(new.value, '$[3]') AS option",
        rows,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Marks which answers the reader has chosen, if there is one. A single statement, and none where
/// there is no poll.
pub(super) async fn put_into(
    db: &mut SqliteConnection,
    messages: &mut [Message],
    reader: Option<MemberId>,
) -> Result<(), StoreError> {
    let is_poll = |one: &Message| matches!(one.content, MessageContent::Poll(_));
    let Some(reader) = reader.filter(|_| messages.iter().any(is_poll)) else {
        return Ok(());
    };
    let ids: Vec<_> = messages
        .iter()
        .map(|one| is_poll(one).then(|| hex(one.id.0)))
        .collect();
    let ids = json(&ids)?;
    let found = sqlx::query!(
        r#"SELECT question.key + 0 AS "index!: i64", poll_votes.option AS "option!: i64"
           FROM json_each(?) AS question
           CROSS JOIN messages ON messages.id = unhex(question.value)
           CROSS JOIN poll_votes ON poll_votes.member = ?
                                AND poll_votes.message = messages.number"#,
        ids,
        reader.0,
    )
    .fetch_all(db)
    .await?;
    for found in found {
        let message = usize::try_from(found.index).ok();
        let message = message.and_then(|index| messages.get_mut(index));
        if let Some(MessageContent::Poll(poll)) = message.map(|message| &mut message.content) {
            let option = usize::try_from(found.option).ok();
            if let Some(option) = option.and_then(|option| poll.options.get_mut(option)) {
                option.mine = true;
            }
        }
    }
    Ok(())
}

/// Who chose an answer of a poll that is not anonymous.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Voters {
    /// The position of the answer.
    pub option: usize,
    /// The first of them by name, up to [`VOTERS`].
    pub members: Vec<Member>,
}

impl View<'_> {
    /// Who voted in a poll, by answer. Nobody, if it is anonymous or no poll.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn voters(
        &mut self,
        granted: &Granted<action::ReadMessage>,
    ) -> Result<Vec<Voters>, StoreError> {
        let message = granted.message()?.0;
        let found = sqlx::query!(
            r#"WITH voted AS (
                   SELECT poll_votes.option, poll_votes.member,
                          ROW_NUMBER() OVER (PARTITION BY poll_votes.option
                                             ORDER BY members.folded_name, members.id) AS number
                   FROM messages
                   CROSS JOIN polls ON polls.message = messages.number AND NOT polls.anonymous
                   CROSS JOIN poll_votes ON poll_votes.message = polls.message
                   CROSS JOIN members ON members.id = poll_votes.member
                   WHERE messages.id = ?
               )
               SELECT voted.option AS "option!: i64", members.id AS "id!: Uuid",
                      members.name AS "name!", members.colour,
                      members.account_status AS "account_status!", members.role AS "role!"
               FROM voted CROSS JOIN members ON members.id = voted.member
               WHERE voted.number <= ?
               ORDER BY voted.option, voted.number"#,
            message,
            VOTERS,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let mut all: Vec<Voters> = Vec::new();
        for found in found {
            let (id, colour) = (found.id, found.colour);
            let member = row::member(id, &found.name, colour, &found.account_status, &found.role)?;
            let option = usize::try_from(found.option).unwrap_or(usize::MAX);
            match all.last_mut() {
                Some(last) if last.option == option => last.members.push(member),
                _ => all.push(Voters {
                    option,
                    members: vec![member],
                }),
            }
        }
        Ok(all)
    }
}

impl Change<'_> {
    /// Makes this the member's whole choice. The message's revision, which is as it was if the choice
    /// is.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMessage`] if it is no poll, [`StoreError::InvalidVote`],
    /// [`StoreError::PollClosed`], [`StoreError::Unavailable`].
    pub async fn vote(
        &mut self,
        granted: &Granted<action::Vote>,
        options: &[u8],
    ) -> Result<Rev, StoreError> {
        let (message, poll) = self.poll(granted.message()?).await?;
        let member = granted.member()?;
        let mut choice = options.to_vec();
        choice.sort_unstable();
        choice.dedup();
        let is_there = |option: &u8| usize::from(*option) < poll.options.len();
        if !choice.iter().all(is_there) || (choice.len() > 1 && !poll.multiple) {
            return Err(StoreError::InvalidVote);
        }
        if self.choice(message.number, member).await? == choice {
            return row::rev(message.rev);
        }
        if poll.is_closed(Timestamp(now())) {
            return Err(StoreError::PollClosed);
        }
        self.remove_vote(message.number, member).await?;
        let rows = json(&choice)?;
        sqlx::query!(
            "INSERT INTO poll_votes (message, option, member) SELECT ?, value, ? FROM json_each(?)",
            message.number,
            member.0,
            rows,
        )
        .execute(&mut *self.connection)
        .await?;
        self.voted(&message, member, choice).await
    }

    /// Ends a poll.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMessage`] if it is no poll, [`StoreError::Unavailable`].
    pub async fn close_poll(
        &mut self,
        granted: &Granted<action::ClosePoll>,
    ) -> Result<Message, StoreError> {
        let (before, poll) = self.poll(granted.message()?).await?;
        let at = now();
        if poll.is_closed(Timestamp(at)) {
            return self.message_as(before.id, None).await;
        }
        sqlx::query!(
            "UPDATE polls SET closes_at = ? WHERE message = ?",
            at,
            before.number,
        )
        .execute(&mut *self.connection)
        .await?;
        let rev = self.revise(&before).await?;
        if granted.by().map(|by| by.0) != Some(before.author) {
            self.note_message(granted, RoomId(before.room), MemberId(before.author))
                .await?;
        }
        self.changed(&before, rev, None).await
    }

    /// Takes all votes of a member back, in whatever room and also in polls that are closed.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub(crate) async fn remove_votes(&mut self, member: MemberId) -> Result<(), StoreError> {
        let polls = sqlx::query!(
            r#"SELECT DISTINCT messages.id AS "id!: Uuid"
               FROM poll_votes CROSS JOIN messages ON messages.number = poll_votes.message
               WHERE poll_votes.member = ?"#,
            member.0,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        for found in polls {
            let message = self.message_row(found.id).await?;
            self.remove_vote(message.number, member).await?;
            self.voted(&message, member, Vec::new()).await?;
        }
        Ok(())
    }

    async fn poll(&mut self, id: MessageId) -> Result<(MessageRow, Poll), StoreError> {
        let message = self.message_row(id.0).await?;
        let poll = message.poll()?.ok_or(StoreError::NoSuchMessage)?;
        Ok((message, poll))
    }

    /// What a member has chosen, in ascending order.
    async fn choice(&mut self, message: i64, member: MemberId) -> Result<Vec<u8>, StoreError> {
        let found = sqlx::query!(
            r#"SELECT option AS "option!: u8" FROM poll_votes
               WHERE member = ? AND message = ? ORDER BY option"#,
            member.0,
            message,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        Ok(found.into_iter().map(|found| found.option).collect())
    }

    async fn remove_vote(&mut self, message: i64, member: MemberId) -> Result<(), StoreError> {
        sqlx::query!(
            "DELETE FROM poll_votes WHERE member = ? AND message = ?",
            member.0,
            message,
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(())
    }

    /// Gives the message its new revision, and publishes how the poll stands.
    async fn voted(
        &mut self,
        message: &MessageRow,
        by: MemberId,
        choice: Vec<u8>,
    ) -> Result<Rev, StoreError> {
        let rev = row::rev(self.revise(message).await?)?;
        let (_, poll) = self.poll(MessageId(message.id)).await?;
        let voted = Voted {
            room: RoomId(message.room),
            rev,
            message: MessageId(message.id),
            seq: row::seq(message.seq)?,
            counts: poll.options.iter().map(|option| option.count).collect(),
            voters: poll.voters,
            mine: None,
        };
        self.publish(StoreEvent::Voted { voted, by, choice });
        Ok(rev)
    }
}

//! Polls and votes.

use protocol::{Message, MessageContent, NewPoll, Poll, PollDraft, Seq, event::Voted};

use super::{super::super::room, Server, Told};

impl Server {
    /// Posts a poll.
    pub(in super::super) fn poll(&mut self, multiple: bool) {
        let poll = NewPoll::parse(PollDraft {
            question: "Which?".into(),
            options: ["red", "green", "blue"].map(str::to_owned).into(),
            multiple,
            ..PollDraft::default()
        });
        let poll = Poll::from(&poll.expect("valid"));
        let new = Message {
            content: MessageContent::Poll(Box::new(poll)),
            ..self.new_message()
        };
        self.messages.push(new.clone());
        self.reacted.push(Vec::new());
        self.told.push(Told::Posted(new));
    }

    /// Ada, who reads, or Grace votes, or takes that back.
    pub(in super::super) fn vote(&mut self, at: usize, is_reader: bool, bits: u8) {
        let polls = self.messages.iter().filter(
            |one| matches!(&one.content, MessageContent::Poll(poll) if poll.closes_at.is_none()),
        );
        let polls: Vec<Seq> = polls.map(|one| one.seq).collect();
        let Some(seq) = polls.get(at % polls.len().max(1)).copied() else {
            return;
        };
        let rev = self.next_rev();
        let choice: Vec<u8> = (0..3).filter(|option| bits & (1 << option) != 0).collect();
        let chosen = self.voted.entry(seq).or_default();
        chosen[usize::from(!is_reader)].clone_from(&choice);
        let message = &mut self.messages[seq.get() as usize - 1];
        message.rev = rev;
        let MessageContent::Poll(poll) = &mut message.content else {
            return;
        };
        poll.voters = chosen.iter().filter(|one| !one.is_empty()).count() as u32;
        for (number, option) in (0..).zip(&mut poll.options) {
            option.count = chosen.iter().filter(|one| one.contains(&number)).count() as u32;
            option.mine = chosen[0].contains(&number);
        }
        self.told.push(Told::Voted(Voted {
            room: room(),
            rev,
            message: message.id,
            seq,
            counts: poll.options.iter().map(|option| option.count).collect(),
            voters: poll.voters,
            mine: is_reader.then_some(choice),
        }));
    }
}

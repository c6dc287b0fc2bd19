//! Many members at once: those who write until they are told to stop, and one who reads the whole
//! room for the audit.

use std::{net::Ipv4Addr, time::Duration};

use futures_util::future::try_join_all;
use protocol::{Message, Rev, Seq, VisitorSession};
use tokio::{sync::watch, task::JoinSet, time::sleep};

use testkit::people;

use crate::{
    failure::{Failure, PATIENCE, within},
    member::{Follow, Member, Records},
    natter::Natter,
    record::Audit,
};

/// So many new guests.
pub async fn guests(natter: &Natter, count: usize) -> Result<Vec<VisitorSession>, Failure> {
    let mut guests = Vec::with_capacity(count);
    while guests.len() < count {
        let some = (count - guests.len()).min(50);
        let some =
            (0..some).map(|_| people::visitor_session(natter.address(), Ipv4Addr::LOCALHOST));
        guests.extend(try_join_all(some).await?);
    }
    Ok(guests)
}

/// How writers send.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Each waits for the ack of one message before it sends the next: what is refused meanwhile
    /// cannot be overtaken.
    OneByOne,
    /// Every second one sends eight at once.
    Mixed,
}

/// Members that write, members that listen, and whoever looks at what became of it.
pub struct Company {
    pub records: Records,
    pub writers: Writers,
    pub receivers: Vec<Member>,
    pub auditor: Auditor,
}

impl Company {
    /// Lets so many of them in; the writers begin at once.
    pub async fn gather(
        natter: &Natter,
        writers: usize,
        receivers: usize,
    ) -> Result<Self, Failure> {
        let records = Records::default();
        let sessions = guests(natter, writers + receivers).await?;
        let (writing, listening) = sessions.split_at(writers);
        let writing = members(natter, writing, 0, Follow::None, &records)?;
        Ok(Self {
            receivers: members(natter, listening, writers, Follow::All, &records)?,
            auditor: Auditor::join(natter, &records).await?,
            writers: Writers::start(writing, Pace::Mixed),
            records,
        })
    }
}

/// Between two sends of a writer. Faster, they would write a million messages in a minute, all of
/// which have to be read again after each fault.
const BREATH: Duration = Duration::from_millis(5);

/// Members that write as soon as they are acked.
pub struct Writers {
    tasks: JoinSet<Result<Member, Failure>>,
    stop: watch::Sender<bool>,
}

impl Writers {
    pub fn start(members: Vec<Member>, pace: Pace) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        for (number, mut member) in members.into_iter().enumerate() {
            let stopped = stopped.clone();
            let together = if pace == Pace::Mixed && number % 2 == 1 {
                8
            } else {
                1
            };
            tasks.spawn(async move {
                while !*stopped.borrow() {
                    member.send_together(together).await?;
                    sleep(BREATH).await;
                }
                Ok(member)
            });
        }
        Self { tasks, stop }
    }

    /// Lets them finish what they have begun.
    pub async fn stop(self) -> Result<Vec<Member>, Failure> {
        self.stop.send_replace(true);
        joined(self.tasks).await
    }

    /// Fails as soon as one of them does.
    pub fn verify(&mut self) -> Result<(), Failure> {
        match self.tasks.try_join_next() {
            Some(Ok(Err(failure))) => Err(failure),
            Some(Err(error)) => std::panic::resume_unwind(error.into_panic()),
            Some(Ok(Ok(_))) | None => Ok(()),
        }
    }
}

/// Reads the room to its end, and holds it against what was promised so far.
pub struct Auditor {
    member: Member,
    audit: Audit,
    compared: usize,
    records: Records,
}

impl Auditor {
    /// One that has read nothing yet.
    pub async fn join(natter: &Natter, records: &Records) -> Result<Self, Failure> {
        let session = people::visitor_session(natter.address(), Ipv4Addr::LOCALHOST).await?;
        Ok(Self {
            member: Member::join(
                99_999,
                natter.address(),
                &session,
                Follow::None,
                Records::default(),
            )?,
            audit: Audit::default(),
            compared: 0,
            records: records.clone(),
        })
    }

    /// Reads on, and compares what was acked before this was called.
    pub async fn look(&mut self) -> Result<&Audit, Failure> {
        let acked = self.records.acks.since(self.compared);
        self.look_at(acked.len()).await
    }

    /// Reads on, and compares only so many of the acks that were not compared yet.
    pub async fn look_at(&mut self, acks: usize) -> Result<&Audit, Failure> {
        let mut end = None;
        while end.is_none_or(|end| self.audit.head() < end) {
            let page = self.member.page_after(self.audit.head()).await?;
            end.get_or_insert(page.head);
            for message in &page.messages {
                self.audit.read(message)?;
            }
        }
        let acked = &self.records.acks.since(self.compared)[..acks];
        self.compared += acks;
        self.audit.compare(acked);
        self.audit.verdict()?;
        Ok(&self.audit)
    }

    /// The revision at which the room stands.
    pub async fn rev(&mut self) -> Result<Rev, Failure> {
        Ok(self.member.page_after(self.audit.head()).await?.rev)
    }

    /// Acks that were not compared yet.
    pub fn new_acks(&self) -> usize {
        self.records.acks.count() - self.compared
    }

    /// Reads to the end, and holds everything against everything: acks, and what receivers saw.
    pub async fn finish(&mut self, receivers: &mut [Member]) -> Result<&Audit, Failure> {
        self.look().await?;
        let (room, rev) = self.read_again().await?;
        let mut held = Vec::with_capacity(receivers.len());
        for receiver in receivers {
            receiver.knows(rev, PATIENCE).await?;
            held.push(receiver.held());
        }
        let (revisions, seen) = (&self.records.revisions, &self.records.seen);
        self.audit.compare_end(&room, revisions, seen, &held)?;
        Ok(&self.audit)
    }

    /// The whole room, when nobody writes any more, and its revision.
    async fn read_again(&mut self) -> Result<(Vec<Message>, Rev), Failure> {
        let mut room = Vec::new();
        loop {
            let after = Seq::new(room.len() as u64).unwrap_or(Seq::MAX);
            let page = self.member.page_after(after).await?;
            room.extend(page.messages);
            if room.len() as u64 >= page.head.get() {
                return Ok((room, page.rev));
            }
        }
    }
}

/// What all tasks come to, in the order in which they end. The first failure ends the others.
pub async fn joined<T: 'static>(mut tasks: JoinSet<Result<T, Failure>>) -> Result<Vec<T>, Failure> {
    let mut results = Vec::with_capacity(tasks.len());
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok(result) => results.push(result?),
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
    Ok(results)
}

/// Waits until the condition holds, which is looked at every few milliseconds.
pub async fn until(what: &str, mut condition: impl FnMut() -> bool) -> Result<(), Failure> {
    within(PATIENCE, what, async {
        while !condition() {
            sleep(Duration::from_millis(5)).await;
        }
    })
    .await
}

/// Members with these sessions, numbered from `first`.
pub fn members(
    natter: &Natter,
    sessions: &[VisitorSession],
    first: usize,
    follow: Follow,
    records: &Records,
) -> Result<Vec<Member>, Failure> {
    let numbered = sessions.iter().enumerate();
    numbered
        .map(|(n, session)| {
            Member::join(
                first + n,
                natter.address(),
                session,
                follow,
                records.clone(),
            )
        })
        .collect()
}

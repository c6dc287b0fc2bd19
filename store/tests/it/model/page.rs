//! A page that is told the store's news: it shows what a fresh one would.

use super::{expected::*, trial::Trial};
use crate::support as ask;
use app::{
    live::timeline::state::{Next, TimelineState},
    page_data::{ComposerForm, MayPost, RoomPageData},
};
use protocol::{
    EditWindow, Message, Posting, Role, Room, RoomId, RoomKind, RoomName, RoomState, Seq, Slug,
    TimelineId,
    event::{Cursor, HistoryPage, Part, Voted},
};
use store::StoreEvent;

impl Trial {
    /// Hands the news on, if the page listens; then it has to look like a fresh one.
    pub(super) fn tell_page(&mut self) {
        while let Ok(news) = self.committed.try_recv() {
            if !self.is_awake {
                continue;
            }
            match news.event {
                StoreEvent::Message(message) => {
                    let next = self.page.message_received(message);
                    assert_eq!(next, Next::Nothing, "the news have no gaps");
                }
                StoreEvent::MessageChanged(message) => match self.page.message_changed(message) {
                    Next::Nothing => {}
                    Next::Look(seq) => self.look(seq),
                    gap => panic!("the news have no gaps: {gap:?}"),
                },
                StoreEvent::Reacted(told) => {
                    assert_eq!(
                        self.page.reacted(told),
                        Next::Nothing,
                        "the news have no gaps"
                    );
                }
                StoreEvent::Voted { voted, by, choice } => {
                    let is_own = by == self.model.reader.id;
                    let mine = is_own.then_some(choice);
                    let next = self.page.voted(Voted {
                        mine,
                        ..voted.clone()
                    });
                    assert_eq!(next, Next::Nothing, "the news have no gaps");
                    // The same as all are told is nothing new.
                    let page = self.page.clone();
                    assert_eq!(self.page.voted(voted), Next::Nothing);
                    assert_eq!(self.page, page);
                }
                StoreEvent::MemberChanged { member, .. } => self.page.member_changed(&member),
                StoreEvent::RoomChanged(room) => {
                    let pinned = self.model.messages.iter().filter(|one| one.pinned);
                    assert_eq!(room.pins as usize, pinned.count());
                }
                StoreEvent::LobbyChanged(_) | StoreEvent::SessionsEnded { .. } => {}
                other => panic!("nobody did anything like {other:?}"),
            }
        }
        if self.is_awake {
            self.expect_page_is_fresh();
        }
    }

    /// Shows a message as the reader sees it.
    fn look(&mut self, seq: Seq) {
        let before = Seq::new(seq.get() - 1).expect("small");
        let page = self.history(Part::Log, Cursor::After(before), 1);
        self.page.refresh(&page);
        self.page.looked(seq);
    }

    /// A new welcome: heads are compared, and what was missed is asked for.
    pub(super) fn wake(&mut self) {
        // What was said before the welcome is heard by nobody.
        while self.committed.try_recv().is_ok() {}
        self.is_awake = true;
        let heads = ask::heads(&self.store, self.reader);
        let heads = self.runtime.block_on(heads);
        let mut next = self.page.head_received(heads[0]);
        while next != Next::Nothing {
            next = match next {
                Next::Resume => {
                    let held = self.page.held();
                    self.page.resumed(held, self.missed(held))
                }
                Next::Refresh | Next::Look(_) => panic!("the page shows the end of the room"),
                Next::Latest => {
                    let latest = self.history(Part::Log, Cursor::Latest, 50);
                    self.page.show_latest(latest);
                    Next::Nothing
                }
                Next::Nothing => Next::Nothing,
            };
        }
        // Names that changed meanwhile are not part of resume: the page has those of its messages.
        for author in &self.model.authors {
            self.page.member_changed(author);
        }
    }

    pub(super) fn expect_page_is_fresh(&self) {
        let shown: Vec<Message> = self.page.messages().iter().cloned().collect();
        let mut stored = self.model.part(Part::Log);
        if let Some(first) = self.page.first() {
            stored.retain(|one| one.seq >= first);
        }
        assert_eq!(shown, stored, "the page shows the end of the room");
        let fresh = self.model.page(Part::Log, Cursor::Latest, 50).messages;
        assert!(shown.ends_with(&fresh) || fresh.ends_with(&shown));
    }
}

pub(super) fn fresh_page(
    model: &Model,
    lobby: RoomId,
    timeline: TimelineId,
    page: HistoryPage,
) -> TimelineState {
    let lobby = Room {
        id: lobby,
        slug: Slug::lobby(),
        name: RoomName::parse("lobby").expect("valid"),
        topic: String::new(),
        kind: RoomKind::Open,
        posting: Posting::All,
        state: RoomState::Active,
        people: Vec::new(),
        pins: 0,
    };
    TimelineState::new(&RoomPageData {
        reminders: 0,
        workspace: "Natter".into(),
        me: model.reader.clone(),
        role: Role::Visitor,
        rooms: vec![lobby.clone()],
        preferences: Vec::new(),
        ignored: Vec::new(),
        room: lobby,
        may_post: MayPost::Yes,
        timeline,
        page,
        is_older_page: false,
        edit_window: EditWindow::Always,
        quick: Vec::new(),
        composer: ComposerForm {
            draft_rev: 0,
            other_draft: String::new(),
            client_id: client_id(0),
            reply: None,
            in_room: false,
            text: String::new(),
            error: None,
            confirms: false,
            not_told: Vec::new(),
        },
        thread: None,
    })
}

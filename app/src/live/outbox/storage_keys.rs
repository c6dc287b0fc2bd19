//! The keys of what a browser stores in `localStorage`, and whose it is. Pure. `public/local_data.js`
//! knows the beginnings of these keys too.

use protocol::{ClientMessageId, MemberId, MessageId, RoomId};

use super::entry::read_keyed;

const ENTRY: &str = "natter.outbox.";
/// Also of messages that are edited in place: see `public/composer/edits.js`.
const DRAFT: &str = "natter.draft.";
const DISCARDED: &str = "natter.discarded.";

/// The key of a message where keys are texts.
pub fn entry(client_id: &ClientMessageId) -> String {
    [ENTRY, client_id.as_str()].concat()
}

/// The message that a key stands for.
pub fn entry_id(key: &str) -> Option<ClientMessageId> {
    ClientMessageId::parse(key.strip_prefix(ENTRY)?).ok()
}

/// The key that says that a message was discarded, until the outbox has let go of it.
pub fn discarded(client_id: &ClientMessageId) -> String {
    format!("{DISCARDED}{client_id}")
}

/// The message that a key says was discarded.
pub fn discarded_id(key: &str) -> Option<ClientMessageId> {
    ClientMessageId::parse(key.strip_prefix(DISCARDED)?).ok()
}

/// The key of a member's draft in a room, or in a thread of it.
pub fn draft(member: MemberId, room: RoomId, thread: Option<MessageId>) -> String {
    match thread {
        Some(root) => format!("{DRAFT}{member}.{room}.{root}"),
        None => format!("{DRAFT}{member}.{room}"),
    }
}

/// The key of what a draft replies to.
pub fn reply(draft: &str) -> String {
    [draft, ".reply"].concat()
}

/// Whether what stands under a key may stay there while that member uses the browser: their own may,
/// and what is not of this kind.
pub fn may_store(member: MemberId, key: &str, value: &str) -> bool {
    if let Some(owner) = key.strip_prefix(DRAFT) {
        return owner.starts_with(&member.to_string());
    }
    !key.starts_with(ENTRY)
        || read_keyed([(key.to_owned(), value.to_owned())].into_iter())
            .iter()
            .any(|entry| entry.member == member)
}

#[cfg(test)]
mod tests {
    use protocol::MessageBody;
    use uuid::Uuid;

    use super::{
        super::entry::{OutboxEntry, Target},
        *,
    };

    const ADA: MemberId = MemberId(Uuid::from_u128(1));
    const BOB: MemberId = MemberId(Uuid::from_u128(2));

    #[test]
    fn a_browser_stores_for_a_member_what_is_theirs() {
        let room = RoomId(Uuid::from_u128(9));
        let stored_by = |member| {
            let client_id = ClientMessageId::parse("client-a").expect("valid");
            let written = OutboxEntry {
                client_id: client_id.clone(),
                member,
                room,
                body: MessageBody::parse("hi").expect("valid"),
                target: Target::default(),
                written_at: 0,
                refused: None,
                confirmed: false,
                position: 1,
            };
            may_store(ADA, &entry(&client_id), &written.write().expect("writes"))
        };
        let may = |key: &str, value: &str| may_store(ADA, key, value);
        assert!(may(&draft(ADA, room, None), "hi"));
        assert!(may(
            &reply(&draft(ADA, room, Some(MessageId(Uuid::nil())))),
            "{}"
        ));
        assert!(!may(&draft(BOB, room, None), "hi"));
        assert!(!may(&format!("natter.draft.{room}"), "whose?"));
        assert!(stored_by(ADA));
        assert!(!stored_by(BOB));
        assert!(!may("natter.outbox.client-c", "{"));
        assert!(may("another.page", "hi"));
    }
}

-- Everything that Natter stores. Ids are UUIDs (v7 if they should sort by time), times are
-- milliseconds since 1970, and secrets are stored as SHA-256 hashes, so that nobody who reads this
-- file can use them.


---- People ----------------------------------------------------------------------------------------

-- People with an account, deleted ones too, and visitors, who have none: no handle, no password, no
-- e-mail.
CREATE TABLE members (
    id           BLOB    NOT NULL PRIMARY KEY,
    name         TEXT    NOT NULL,
    -- Skeleton of the name, so that nobody without an account can be mistaken for somebody with
    -- one: see `domain::display_name`. NULL for visitors and deleted people.
    name_key     TEXT,
    -- Name and handle as they are searched and sorted, without case and accents: see
    -- `domain::fold`.
    folded_name   TEXT   NOT NULL DEFAULT '',
    folded_handle TEXT,
    created_at   INTEGER NOT NULL,
    role         TEXT    NOT NULL DEFAULT 'visitor'
        CHECK (role IN ('owner', 'admin', 'member', 'guest', 'visitor')),
    account_status     TEXT    NOT NULL DEFAULT 'active' CHECK (account_status IN ('active', 'deactivated', 'deleted')),
    handle       TEXT,    -- as its owner writes it; NULL for visitors
    handle_key   TEXT,    -- skeleton, unique for each handle: see `domain::handle`
    password     TEXT,    -- argon2id, as a PHC string
    -- Whether they ever had a session: after the first sign-in they are offered a passkey.
    has_come     INTEGER NOT NULL DEFAULT 0 CHECK (has_come IN (0, 1)),
    email        TEXT,
    colour       INTEGER CHECK (colour BETWEEN 1 AND 10),
    pronouns     TEXT    NOT NULL DEFAULT '',
    bio          TEXT    NOT NULL DEFAULT '',
    time_zone    TEXT,
    -- Who may add the person to rooms.
    contact      TEXT    NOT NULL DEFAULT 'everyone' CHECK (contact IN ('everyone', 'shared', 'nobody')),
    -- Until when the person is banned; NULL if they are not. A permanent ban ends in the year
    -- 292278994.
    banned_until INTEGER
) STRICT;
CREATE UNIQUE INDEX members_by_handle ON members (handle_key) WHERE handle_key IS NOT NULL;
CREATE INDEX members_by_name_key ON members (name_key) WHERE role <> 'visitor';
-- Lists of people, by name and by role.
CREATE INDEX members_by_folded_name ON members (folded_name, id) WHERE role <> 'visitor';
CREATE INDEX members_by_role ON members (role) WHERE role <> 'visitor';
-- Visitors are scanned in the order of their ids, for those who can be deleted.
CREATE INDEX members_visitors ON members (id) WHERE role = 'visitor';

-- Whose messages a person ignores: they are collapsed for that person.
CREATE TABLE ignored (
    member BLOB NOT NULL REFERENCES members (id),
    whom   BLOB NOT NULL REFERENCES members (id),
    PRIMARY KEY (member, whom)
) STRICT, WITHOUT ROWID;
CREATE INDEX ignored_by_whom ON ignored (whom);


---- Getting in ------------------------------------------------------------------------------------

-- How many minutes Natter has run with this database. Sessions expire by this and not by the clock,
-- which may jump.
CREATE TABLE uptime (
    id      INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    minutes INTEGER NOT NULL
) STRICT;
INSERT INTO uptime (id, minutes) VALUES (1, 0);

-- `id` names a session on pages; sessions are looked up by the hash of the cookie's secret.
CREATE TABLE sessions (
    token_hash  BLOB    NOT NULL PRIMARY KEY,
    id          BLOB    NOT NULL UNIQUE,
    member      BLOB    NOT NULL REFERENCES members (id),
    created_at  INTEGER NOT NULL,
    seen_at     INTEGER NOT NULL,
    seen_minute INTEGER NOT NULL, -- the uptime at `seen_at`
    network     TEXT    NOT NULL, -- address prefix, such as 192.0.2.0/24
    agent       TEXT    NOT NULL  -- description of the browser
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_member ON sessions (member);

CREATE TABLE passkeys (
    credential BLOB    NOT NULL PRIMARY KEY,
    member     BLOB    NOT NULL REFERENCES members (id),
    name       TEXT    NOT NULL,
    data       TEXT    NOT NULL, -- JSON of the library that verifies it
    created_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;
CREATE INDEX passkeys_by_member ON passkeys (member);

-- One-time links: for a new password, or to sign in on another device. A link works as long as its
-- maker would still be allowed to make it.
CREATE TABLE one_time_links (
    code_hash  BLOB    NOT NULL PRIMARY KEY,
    purpose    TEXT    NOT NULL CHECK (purpose IN ('password', 'device')),
    member     BLOB    NOT NULL REFERENCES members (id),
    expires_at INTEGER NOT NULL,
    maker      BLOB             REFERENCES members (id), -- NULL: the command line
    -- The session in which somebody made a link for their own other device: the link works while
    -- the session does.
    session    BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX one_time_links_by_member ON one_time_links (member);
CREATE INDEX one_time_links_by_maker ON one_time_links (maker);

-- What others did that affects sign-in to an account, for its owner to see; the last few of each
-- account.
CREATE TABLE security_events (
    id     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    member BLOB    NOT NULL REFERENCES members (id),
    at     INTEGER NOT NULL,
    actor  BLOB             REFERENCES members (id), -- NULL: the command line
    kind   TEXT    NOT NULL CHECK (kind IN ('reset_link_created', 'reset_link_used',
                                            'password_set', 'sessions_ended')),
    -- Whether the owner of the account was notified of it at sign-in.
    told   INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1))
) STRICT;
CREATE INDEX security_events_by_member ON security_events (member, id);

CREATE TABLE invites (
    id         BLOB    NOT NULL PRIMARY KEY,
    code_hash  BLOB    NOT NULL UNIQUE,
    creator    BLOB    NOT NULL REFERENCES members (id),
    role       TEXT    NOT NULL CHECK (role IN ('admin', 'member', 'guest')),
    uses_left  INTEGER CHECK (uses_left >= 0), -- NULL: any number
    expires_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;
CREATE INDEX invites_by_creator ON invites (creator);
-- For counting somebody's valid invitations.
CREATE INDEX working_invites_by_creator ON invites (creator, expires_at) WHERE revoked_at IS NULL;
CREATE TABLE invite_uses (
    invite BLOB    NOT NULL REFERENCES invites (id),
    member BLOB    NOT NULL REFERENCES members (id),
    at     INTEGER NOT NULL,
    PRIMARY KEY (invite, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX invite_uses_by_member ON invite_uses (member);

-- Bans: of an account, or of a network.
CREATE TABLE bans (
    id         BLOB    NOT NULL PRIMARY KEY,
    member     BLOB    REFERENCES members (id),
    network    TEXT,
    reason     TEXT    NOT NULL,
    creator    BLOB    NOT NULL REFERENCES members (id),
    created_at INTEGER NOT NULL,
    ends_at    INTEGER NOT NULL,
    lifted_at  INTEGER
) STRICT;
CREATE INDEX bans_by_network ON bans (network) WHERE network IS NOT NULL;
CREATE INDEX bans_by_member ON bans (member) WHERE member IS NOT NULL;
CREATE INDEX bans_by_creator ON bans (creator);


---- Rooms -----------------------------------------------------------------------------------------

-- A deleted room is visible to nobody; its messages are deleted in small batches.
CREATE TABLE rooms (
    id          BLOB    NOT NULL PRIMARY KEY,
    -- Its name in URLs. That of a private room is one that no other room's name can produce.
    slug        TEXT    NOT NULL UNIQUE,
    name        TEXT    NOT NULL DEFAULT '',
    -- Name, and topic and description, as they are searched and sorted: see `domain::fold`.
    folded_name TEXT    NOT NULL DEFAULT '',
    folded_text TEXT    NOT NULL DEFAULT '',
    topic       TEXT    NOT NULL,
    description TEXT    NOT NULL DEFAULT '',
    kind        TEXT    NOT NULL DEFAULT 'open'
        CHECK (kind IN ('open', 'public', 'private', 'direct', 'group')),
    posting     TEXT    NOT NULL DEFAULT 'all' CHECK (posting IN ('all', 'admins')),
    state       TEXT    NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'archived', 'deleted')),
    -- The `seq` of its last message, incremented in the transaction that stores one.
    head        INTEGER NOT NULL DEFAULT 0 CHECK (head >= 0),
    -- How many changes of its messages there have been: new ones, edits, deletions. It counts up in
    -- the transaction of each.
    rev         INTEGER NOT NULL DEFAULT 0 CHECK (rev >= head),
    creator     BLOB             REFERENCES members (id),
    created_at  INTEGER NOT NULL,
    -- The people of a direct or group room as one text, so that the same people have only one room.
    people_key  TEXT,
    -- Whether people without an account may post in it: only ever true for the lobby.
    visitors    INTEGER NOT NULL DEFAULT 0 CHECK (visitors IN (0, 1)),
    -- How many rows of `pins` it has.
    pins        INTEGER NOT NULL DEFAULT 0 CHECK (pins >= 0)
) STRICT;
CREATE UNIQUE INDEX rooms_by_people ON rooms (people_key) WHERE people_key IS NOT NULL;
CREATE INDEX rooms_by_kind ON rooms (kind, slug);
CREATE INDEX rooms_by_creator ON rooms (creator) WHERE creator IS NOT NULL;
-- For counting the active rooms that somebody has created.
CREATE INDEX rooms_in_use_by_creator ON rooms (creator) WHERE state = 'active';
-- Everyone with an account except guests is in open rooms, and everyone without one is in the rooms
-- for visitors: without a row in `memberships`.
CREATE INDEX rooms_open ON rooms (id) WHERE kind = 'open';
CREATE INDEX rooms_open_by_name ON rooms (folded_name, id)
    WHERE kind = 'open' AND state = 'active';
CREATE INDEX rooms_of_visitors ON rooms (id) WHERE visitors;

-- Former slugs of renamed rooms, so that old links redirect. Of each room the last ones are stored:
-- the one with the highest number is the latest.
CREATE TABLE former_slugs (
    slug   TEXT    NOT NULL PRIMARY KEY,
    room   BLOB    NOT NULL REFERENCES rooms (id),
    number INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX former_slugs_by_room ON former_slugs (room, number);

-- Who is in a room. Everyone with an account except guests is in open rooms without a row here.
CREATE TABLE memberships (
    room      BLOB    NOT NULL REFERENCES rooms (id),
    member    BLOB    NOT NULL REFERENCES members (id),
    role      TEXT    NOT NULL CHECK (role IN ('admin', 'member')),
    joined_at INTEGER NOT NULL,
    -- Sort keys of one person's rooms, so that the first of many are found without reading all: the
    -- folded name of an active room, or when something was last posted in a direct one. Maintained by the
    -- triggers below.
    listed    TEXT,
    spoken_at INTEGER,
    PRIMARY KEY (room, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_by_member ON memberships (member, room);
CREATE INDEX memberships_by_name ON memberships (member, listed, room)
    WHERE listed IS NOT NULL;
CREATE INDEX memberships_by_recency ON memberships (member, spoken_at, room)
    WHERE spoken_at IS NOT NULL;

-- Who is in which room, by a row or without one. Visitors have no role in a room.
-- Ask it for one room or one person as a parameter (room = ?, member = ?): SQLite passes that into
-- each part, which then uses the primary key or memberships_by_member, rooms_by_kind and
-- rooms_of_visitors, members_by_role and members_visitors. A column of another table is not passed
-- on, and everyone in every room would be read: pairs are for shared_rooms. The lists of one's own
-- rooms (`store/src/rooms/own.rs`, `messages/heads.rs`), which every connection reads, merge ordered
-- indexes instead, and the facts about one room and one person, which every message needs, read the
-- one row.
CREATE VIEW room_members (room, member, role) AS
SELECT room, member, role FROM memberships
UNION ALL
SELECT rooms.id, members.id, 'member' FROM rooms JOIN members
WHERE rooms.kind = 'open' AND members.role <> 'visitor' AND members.role <> 'guest'
  AND NOT EXISTS (SELECT 1 FROM memberships
                  WHERE memberships.room = rooms.id AND memberships.member = members.id)
UNION ALL
SELECT rooms.id, members.id, NULL FROM rooms JOIN members
WHERE rooms.visitors AND members.role = 'visitor';

-- Whom somebody knows from a room: those who are in one that they have a membership of, in whatever
-- way. A room that everyone is in acquaints nobody. For one pair this reads a row of
-- memberships_by_member and two primary keys for each of the member's rooms.
CREATE VIEW shared_rooms (room, member, other) AS
SELECT rooms.id, memberships.member, members.id
FROM memberships
JOIN rooms ON rooms.id = memberships.room AND rooms.state <> 'deleted'
JOIN members
LEFT JOIN memberships AS theirs ON theirs.room = rooms.id AND theirs.member = members.id
WHERE theirs.member IS NOT NULL
   OR (rooms.kind = 'open' AND members.role <> 'visitor' AND members.role <> 'guest')
   OR (rooms.visitors AND members.role = 'visitor');

-- Who has left a direct room. It remains the room of the two, and is still named after both;
-- whoever has left sees nothing of it until they open it again.
CREATE TABLE left_direct_rooms (
    room   BLOB NOT NULL REFERENCES rooms (id),
    member BLOB NOT NULL REFERENCES members (id),
    PRIMARY KEY (room, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX left_direct_rooms_by_member ON left_direct_rooms (member, room);

-- A person's own preferences for a room.
CREATE TABLE preferences (
    member    BLOB    NOT NULL REFERENCES members (id),
    room      BLOB    NOT NULL REFERENCES rooms (id),
    favourite INTEGER NOT NULL CHECK (favourite IN (0, 1)),
    muted     INTEGER NOT NULL CHECK (muted IN (0, 1)),
    level     TEXT    NOT NULL CHECK (level IN ('everything', 'mentions', 'nothing')),
    PRIMARY KEY (member, room)
) STRICT, WITHOUT ROWID;
CREATE INDEX favourites ON preferences (member, room) WHERE favourite;
CREATE INDEX muted_rooms ON preferences (member, room) WHERE muted;

-- The rooms that an invitation adds people to.
CREATE TABLE invite_rooms (
    invite BLOB NOT NULL REFERENCES invites (id),
    room   BLOB NOT NULL REFERENCES rooms (id),
    PRIMARY KEY (invite, room)
) STRICT, WITHOUT ROWID;


---- Messages --------------------------------------------------------------------------------------

-- A deleted one keeps its number and says nothing any more.
CREATE TABLE messages (
    number    INTEGER NOT NULL PRIMARY KEY, -- in the whole workspace; for good
    id        BLOB    NOT NULL UNIQUE,
    room      BLOB    NOT NULL REFERENCES rooms (id),
    seq       INTEGER NOT NULL CHECK (seq > 0), -- from 1 on, without gaps
    rev       INTEGER NOT NULL CHECK (rev > 0), -- the room's revision at its last change
    author    BLOB    NOT NULL REFERENCES members (id),
    client_id TEXT    NOT NULL,
    kind      TEXT    NOT NULL DEFAULT 'text' CHECK (kind IN ('text', 'poll', 'deleted')),
    -- The text, or what a poll asks.
    body      TEXT    CHECK ((body IS NULL) = (kind = 'deleted')),
    html      TEXT    CHECK (html IS NULL OR kind = 'text'), -- NULL: the body has no markup
    markup    INTEGER NOT NULL DEFAULT 0, -- the version of the renderer that made `html`
    sent_at   INTEGER NOT NULL,
    edited_at INTEGER,
    -- What it replies to, and the root of the thread that it is in: earlier messages of the room.
    reply_to  INTEGER          REFERENCES messages (number),
    thread    INTEGER          REFERENCES messages (number),
    -- Whether it is in the room's log: all are, but those of threads only if they were sent there too.
    in_log    INTEGER NOT NULL DEFAULT 1 CHECK (in_log IN (0, 1) AND (in_log OR thread IS NOT NULL)),
    -- Of a root: how many messages of its thread are not deleted, and when the last was posted.
    replies    INTEGER NOT NULL DEFAULT 0 CHECK (replies >= 0),
    replied_at INTEGER
) STRICT;
-- History pages and catching up: a range of one room in order, whatever the room's size.
CREATE UNIQUE INDEX messages_by_seq ON messages (room, seq);
-- Retries: the same author and client id are the same message, in whatever room.
CREATE UNIQUE INDEX messages_by_client_id ON messages (author, client_id);
-- What changed in a room after a revision. A change of one message may show in others: all of them
-- have its revision.
CREATE INDEX messages_by_rev ON messages (room, rev);
-- History pages of a room's log, and of a thread.
CREATE INDEX messages_in_log ON messages (room, seq) WHERE in_log;
CREATE INDEX messages_by_thread ON messages (thread, seq) WHERE thread IS NOT NULL;
-- Whose quotes change with a message.
CREATE INDEX messages_by_reply ON messages (reply_to) WHERE reply_to IS NOT NULL;

-- What messages said before they were edited. It goes with what they say.
CREATE TABLE message_versions (
    message    INTEGER NOT NULL REFERENCES messages (number) ON DELETE CASCADE,
    rev        INTEGER NOT NULL, -- the message's own, while it said that
    body       TEXT    NOT NULL,
    written_at INTEGER NOT NULL,
    PRIMARY KEY (message, rev)
) STRICT, WITHOUT ROWID;

-- The people of a thread: who wrote in it, and who follows it.
CREATE TABLE thread_people (
    root     INTEGER NOT NULL REFERENCES messages (number) ON DELETE CASCADE,
    member   BLOB    NOT NULL REFERENCES members (id),
    last_seq INTEGER, -- of the last message that they wrote in it; NULL: none
    follows  INTEGER NOT NULL CHECK (follows IN (0, 1)),
    PRIMARY KEY (root, member)
) STRICT, WITHOUT ROWID;
-- Who wrote last.
CREATE INDEX thread_people_by_seq ON thread_people (root, last_seq) WHERE last_seq IS NOT NULL;
CREATE INDEX thread_people_by_member ON thread_people (member);

-- Reactions: who reacted to which message with which emoji. They go with the message.
CREATE TABLE reactions (
    message INTEGER NOT NULL REFERENCES messages (number) ON DELETE CASCADE,
    emoji   TEXT    NOT NULL, -- in its normal form: see `domain::reactions`
    member  BLOB    NOT NULL REFERENCES members (id),
    -- The message's revision when the first of those who react so did: the order of the kinds.
    since   INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (message, emoji, member)
) STRICT, WITHOUT ROWID;
-- What somebody reacted with of late; also for finding references to visitors who are to be deleted.
CREATE INDEX reactions_by_member ON reactions (member, at);
-- Whom messages mention, in the order of the text. A name as it was typed means the same everywhere in
-- a message. Names of people are not stored here: see `store/src/messages/mentions.rs`.
CREATE TABLE mentions (
    message  INTEGER NOT NULL REFERENCES messages (number) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    text     TEXT    NOT NULL, -- with its sign: @ada, #design
    kind     TEXT    NOT NULL CHECK (kind IN ('member', 'room', 'group', 'here', 'all')),
    target   BLOB             CHECK ((target IS NULL) = (kind IN ('here', 'all'))),
    -- Whether it notifies, is in a quote, or is shown only as it was typed.
    reach    TEXT    NOT NULL CHECK (reach IN ('notified', 'quoted', 'hidden')),
    PRIMARY KEY (message, position)
) STRICT, WITHOUT ROWID;

-- What messages were whose authors have just deleted them and can still restore them: a tombstone
-- stands in `messages`, and no statement that reads messages for others reads this. A row is erased
-- when its time is over, and with its message.
CREATE TABLE deleted_messages (
    message    INTEGER NOT NULL PRIMARY KEY REFERENCES messages (number) ON DELETE CASCADE,
    undo_until INTEGER NOT NULL,
    content    TEXT    NOT NULL -- JSON: see `store/src/messages/undo.rs`
) STRICT;
CREATE INDEX deleted_messages_by_time ON deleted_messages (undo_until);
-- What messages of the kind 'poll' have more than their body, which is the question.
CREATE TABLE polls (
    message   INTEGER NOT NULL PRIMARY KEY REFERENCES messages (number) ON DELETE CASCADE,
    multiple  INTEGER NOT NULL CHECK (multiple IN (0, 1)),
    anonymous INTEGER NOT NULL CHECK (anonymous IN (0, 1)),
    closes_at INTEGER -- NULL: when somebody closes it
) STRICT;
CREATE TABLE poll_options (
    message INTEGER NOT NULL REFERENCES polls (message) ON DELETE CASCADE,
    number  INTEGER NOT NULL CHECK (number >= 0), -- from 0 on, in their order
    text    TEXT    NOT NULL,
    PRIMARY KEY (message, number)
) STRICT, WITHOUT ROWID;
-- Who chose what. Of anonymous polls it is stored so that people can change their vote, and told to
-- nobody.
CREATE TABLE poll_votes (
    message INTEGER NOT NULL,
    option  INTEGER NOT NULL,
    member  BLOB    NOT NULL REFERENCES members (id),
    PRIMARY KEY (message, option, member),
    FOREIGN KEY (message, option) REFERENCES poll_options (message, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
-- What somebody has chosen, in one poll and in all.
CREATE INDEX poll_votes_by_member ON poll_votes (member, message);

-- Messages that are posted later. What they refer to is looked up then.
CREATE TABLE scheduled_messages (
    id        BLOB    NOT NULL PRIMARY KEY,
    author    BLOB    NOT NULL REFERENCES members (id),
    room      BLOB    NOT NULL REFERENCES rooms (id),
    client_id TEXT    NOT NULL, -- of the message that it becomes
    body      TEXT    CHECK ((body IS NULL) = (not_sent IS 'room_deleted')),
    due_at    INTEGER NOT NULL,
    reply_to  BLOB,
    thread    BLOB,
    in_room   INTEGER NOT NULL CHECK (in_room IN (0, 1)),
    -- Why it was not posted when it was due; NULL: it will be.
    not_sent  TEXT    CHECK (not_sent IN ('banned', 'account_inactive', 'not_in_room', 'archived',
                                          'not_allowed', 'room_deleted', 'message_gone',
                                          'client_id_reused', 'failed'))
) STRICT;
CREATE UNIQUE INDEX scheduled_by_client_id ON scheduled_messages (author, client_id);
CREATE INDEX scheduled_by_author ON scheduled_messages (author, id);
CREATE INDEX scheduled_by_room ON scheduled_messages (room);
-- What is due next.
CREATE INDEX scheduled_due ON scheduled_messages (due_at, id) WHERE not_sent IS NULL;

-- Messages that people want to be reminded of, once. They go with the message.
CREATE TABLE reminders (
    member  BLOB    NOT NULL REFERENCES members (id),
    message INTEGER NOT NULL REFERENCES messages (number) ON DELETE CASCADE,
    due_at  INTEGER NOT NULL,
    -- Whether its time has come: it stays until the person has dealt with it.
    is_due  INTEGER NOT NULL DEFAULT 0 CHECK (is_due IN (0, 1)),
    PRIMARY KEY (member, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminders_by_message ON reminders (message);
-- What is due next.
CREATE INDEX reminders_next ON reminders (due_at, member, message) WHERE NOT is_due;

-- What people have typed in a room, or in a thread of it, and not sent.
CREATE TABLE drafts (
    member BLOB    NOT NULL REFERENCES members (id),
    room   BLOB    NOT NULL REFERENCES rooms (id),
    thread BLOB    NOT NULL, -- the id of its root; zero for the room's own message box
    body   TEXT    NOT NULL,
    other  TEXT    NOT NULL, -- what another device had there before, or nothing
    rev    INTEGER NOT NULL, -- grows with each change
    PRIMARY KEY (member, room, thread)
) STRICT, WITHOUT ROWID;
CREATE INDEX drafts_by_room ON drafts (room);

-- Messages that are pinned in their room, and by whom. They go with the message.
CREATE TABLE pins (
    message INTEGER NOT NULL PRIMARY KEY REFERENCES messages (number) ON DELETE CASCADE,
    room    BLOB    NOT NULL REFERENCES rooms (id),
    member  BLOB    NOT NULL REFERENCES members (id),
    at      INTEGER NOT NULL
) STRICT;
-- The pins of a room, the latest first.
CREATE INDEX pins_by_room ON pins (room, at);
-- For finding references to visitors who are to be deleted.
CREATE INDEX pins_by_member ON pins (member);

-- Messages that somebody saved for themselves. One that is deleted is in no list, and may come back.
CREATE TABLE saved_messages (
    member  BLOB    NOT NULL REFERENCES members (id),
    message INTEGER NOT NULL REFERENCES messages (number) ON DELETE CASCADE,
    at      INTEGER NOT NULL,
    PRIMARY KEY (member, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX saved_messages_by_time ON saved_messages (member, at);
-- For deleting them with their message.
CREATE INDEX saved_messages_by_message ON saved_messages (message);

-- Sort keys of rooms: see `memberships`.
CREATE VIEW room_order (room, listed, spoken_at) AS
SELECT id, iif(kind IN ('direct', 'group'), NULL, folded_name),
       iif(kind IN ('direct', 'group'),
           coalesce((SELECT sent_at FROM messages
                     WHERE messages.room = rooms.id AND messages.seq = rooms.head),
                    created_at),
           NULL)
FROM rooms WHERE state = 'active';
CREATE TRIGGER membership_began AFTER INSERT ON memberships BEGIN
    UPDATE memberships SET (listed, spoken_at) =
        (SELECT listed, spoken_at FROM room_order WHERE room_order.room = NEW.room)
    WHERE room = NEW.room AND member = NEW.member;
END;
CREATE TRIGGER room_changed AFTER UPDATE OF folded_name, kind, state ON rooms BEGIN
    UPDATE memberships SET (listed, spoken_at) =
        (SELECT listed, spoken_at FROM room_order WHERE room_order.room = NEW.id)
    WHERE room = NEW.id;
END;
CREATE TRIGGER direct_room_spoken_in AFTER UPDATE OF head ON rooms
WHEN NEW.kind IN ('direct', 'group') BEGIN
    UPDATE memberships SET (listed, spoken_at) =
        (SELECT listed, spoken_at FROM room_order WHERE room_order.room = NEW.id)
    WHERE room = NEW.id;
END;


---- The workspace ---------------------------------------------------------------------------------

-- One row, which exists once the workspace was set up.
CREATE TABLE workspace (
    id        INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    name      TEXT    NOT NULL,
    joining   TEXT    NOT NULL DEFAULT 'invite' CHECK (joining IN ('invite', 'open', 'domains')),
    domains   TEXT    NOT NULL DEFAULT '',
    -- How long people may edit their own messages.
    edit_window TEXT  NOT NULL DEFAULT 'always'
        CHECK (edit_window IN ('always', 'hour', 'never')),
    set_up_at INTEGER NOT NULL
) STRICT;

-- The audit log: what admins did. `detail` never contains secrets or messages.
CREATE TABLE audit (
    id       INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at       INTEGER NOT NULL,
    actor    BLOB             REFERENCES members (id), -- NULL: the command line
    action   TEXT    NOT NULL,
    member   BLOB             REFERENCES members (id),
    room     BLOB             REFERENCES rooms (id),
    detail   TEXT    NOT NULL,
    -- Whether it was done by an admin or at the command line: so that these are found among any
    -- number of entries about members and their own rooms.
    by_admin INTEGER NOT NULL DEFAULT 1 CHECK (by_admin IN (0, 1))
) STRICT;
CREATE INDEX audit_by_admins ON audit (id) WHERE by_admin = 1;
-- For finding references to visitors who are to be deleted.
CREATE INDEX audit_by_actor ON audit (actor) WHERE actor IS NOT NULL;
CREATE INDEX audit_by_member ON audit (member) WHERE member IS NOT NULL;

-- Which history this is, and a number that counts up now and then; as in the file `natter.timeline`
-- beside the database. Where the database is another one, or behind, it was put back, and goes on as
-- another history.
CREATE TABLE timeline (
    id       INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    timeline BLOB    NOT NULL,
    number   INTEGER NOT NULL
) STRICT;

-- One row that is written to check whether anything can be written.
CREATE TABLE write_probe (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    at INTEGER NOT NULL
) STRICT;

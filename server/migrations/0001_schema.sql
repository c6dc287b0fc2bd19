-- All that Natter keeps. Ids are UUIDs (v7 where they are made in order of time), times are
-- milliseconds since 1970, and hashes of secrets are SHA-256, so that nobody who reads this file can
-- use one.


---- People ----------------------------------------------------------------------------------------

-- Everybody who ever wrote something. Visitors have no account: no handle, no password, no e-mail.
CREATE TABLE members (
    id           BLOB    NOT NULL PRIMARY KEY,
    name         TEXT    NOT NULL,
    -- What the name looks like, so that nobody without an account can be taken for somebody with one:
    -- see `domain::display_name`. None for visitors and deleted people.
    name_key     TEXT,
    created_at   INTEGER NOT NULL,
    role         TEXT    NOT NULL DEFAULT 'visitor'
        CHECK (role IN ('owner', 'admin', 'member', 'guest', 'visitor')),
    presence     TEXT    NOT NULL DEFAULT 'here' CHECK (presence IN ('here', 'former', 'deleted')),
    handle       TEXT,    -- as its owner writes it; none for visitors
    handle_key   TEXT,    -- what two handles must not have in common: see `domain::handle`
    password     TEXT,    -- argon2id, as a PHC string
    -- Whether a session of theirs was ever open: whoever signs in first is offered a passkey.
    has_come     INTEGER NOT NULL DEFAULT 0 CHECK (has_come IN (0, 1)),
    email        TEXT,
    colour       INTEGER CHECK (colour BETWEEN 1 AND 10),
    pronouns     TEXT    NOT NULL DEFAULT '',
    bio          TEXT    NOT NULL DEFAULT '',
    time_zone    TEXT,
    -- By whom a person lets themselves be put into rooms.
    contact      TEXT    NOT NULL DEFAULT 'everyone' CHECK (contact IN ('everyone', 'shared', 'nobody')),
    -- Until when the person is banned; none when they are not. A ban for good ends in the year 292278994.
    banned_until INTEGER
) STRICT;
CREATE UNIQUE INDEX members_by_handle ON members (handle_key) WHERE handle_key IS NOT NULL;
CREATE INDEX members_by_name_key ON members (name_key) WHERE role <> 'visitor';
-- Lists of people, by role.
CREATE INDEX members_by_role ON members (role) WHERE role <> 'visitor';
-- Visitors are looked through in the order of their ids, for those who can be deleted.
CREATE INDEX members_visitors ON members (id) WHERE role = 'visitor';

-- Whose messages a person has folded, for themselves.
CREATE TABLE ignored (
    member BLOB NOT NULL REFERENCES members (id),
    whom   BLOB NOT NULL REFERENCES members (id),
    PRIMARY KEY (member, whom)
) STRICT, WITHOUT ROWID;
CREATE INDEX ignored_by_whom ON ignored (whom);


---- Getting in ------------------------------------------------------------------------------------

-- How many minutes Natter has run with this database. Sessions grow old by this and not by the
-- clock, which may jump.
CREATE TABLE uptime (
    id      INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    minutes INTEGER NOT NULL
) STRICT;
INSERT INTO uptime (id, minutes) VALUES (1, 0);

-- `id` names a session on pages; the hash of its secret is what a cookie is looked up by.
CREATE TABLE sessions (
    token_hash  BLOB    NOT NULL PRIMARY KEY,
    id          BLOB    NOT NULL UNIQUE,
    member      BLOB    NOT NULL REFERENCES members (id),
    created_at  INTEGER NOT NULL,
    seen_at     INTEGER NOT NULL,
    seen_minute INTEGER NOT NULL, -- the uptime then
    network     TEXT    NOT NULL, -- address prefix, such as 192.0.2.0/24
    agent       TEXT    NOT NULL  -- the browser in words
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_member ON sessions (member);

CREATE TABLE passkeys (
    credential BLOB    NOT NULL PRIMARY KEY,
    member     BLOB    NOT NULL REFERENCES members (id),
    name       TEXT    NOT NULL,
    data       TEXT    NOT NULL, -- JSON of the library that checks it
    created_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;
CREATE INDEX passkeys_by_member ON passkeys (member);

-- Links that work once: a new password, or a sign-in on another device. One works as long as whoever
-- made it may still make it.
CREATE TABLE one_time_links (
    code_hash  BLOB    NOT NULL PRIMARY KEY,
    purpose    TEXT    NOT NULL CHECK (purpose IN ('password', 'device')),
    member     BLOB    NOT NULL REFERENCES members (id),
    expires_at INTEGER NOT NULL,
    maker      BLOB             REFERENCES members (id), -- none: the command line
    -- The session in which somebody made a link for their own other device: it works while that lives.
    session    BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX one_time_links_by_member ON one_time_links (member);
CREATE INDEX one_time_links_by_maker ON one_time_links (maker);

-- What others did with the ways into an account, for its owner to see; the last few of each.
CREATE TABLE security_events (
    id     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    member BLOB    NOT NULL REFERENCES members (id),
    at     INTEGER NOT NULL,
    actor  BLOB             REFERENCES members (id), -- none: the command line
    kind   TEXT    NOT NULL CHECK (kind IN ('reset_link_created', 'reset_link_used',
                                            'password_set', 'sessions_ended')),
    -- Whether the owner of the account was told of it, as they signed in.
    told   INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1))
) STRICT;
CREATE INDEX security_events_by_member ON security_events (member, id);

CREATE TABLE invites (
    id         BLOB    NOT NULL PRIMARY KEY,
    code_hash  BLOB    NOT NULL UNIQUE,
    creator    BLOB    NOT NULL REFERENCES members (id),
    role       TEXT    NOT NULL CHECK (role IN ('admin', 'member', 'guest')),
    uses_left  INTEGER CHECK (uses_left >= 0), -- none: any number
    expires_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;
CREATE INDEX invites_by_creator ON invites (creator);
-- How many invitations of somebody work.
CREATE INDEX working_invites_by_creator ON invites (creator, expires_at) WHERE revoked_at IS NULL;
CREATE TABLE invite_uses (
    invite BLOB    NOT NULL REFERENCES invites (id),
    member BLOB    NOT NULL REFERENCES members (id),
    at     INTEGER NOT NULL,
    PRIMARY KEY (invite, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX invite_uses_by_member ON invite_uses (member);

-- Who is kept out: an account, or all who come from a network.
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

-- A deleted room is known to nobody, and its messages go bit by bit.
CREATE TABLE rooms (
    id          BLOB    NOT NULL PRIMARY KEY,
    -- Its address. That of a private room is one that no name of another room leads to.
    slug        TEXT    NOT NULL UNIQUE,
    name        TEXT    NOT NULL DEFAULT '',
    topic       TEXT    NOT NULL,
    description TEXT    NOT NULL DEFAULT '',
    kind        TEXT    NOT NULL DEFAULT 'open'
        CHECK (kind IN ('open', 'public', 'private', 'direct', 'group')),
    posting     TEXT    NOT NULL DEFAULT 'all' CHECK (posting IN ('all', 'admins')),
    state       TEXT    NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'archived', 'deleted')),
    -- The seq of its last message: it counts up in the transaction that stores one.
    head        INTEGER NOT NULL DEFAULT 0 CHECK (head >= 0),
    creator     BLOB             REFERENCES members (id),
    created_at  INTEGER NOT NULL,
    -- Who a direct room is for, in one text, so that the same people have one room.
    people_key  TEXT,
    -- Whether people without an account may talk in it: never but in the lobby.
    visitors    INTEGER NOT NULL DEFAULT 0 CHECK (visitors IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX rooms_by_people ON rooms (people_key) WHERE people_key IS NOT NULL;
CREATE INDEX rooms_by_kind ON rooms (kind, slug);
CREATE INDEX rooms_by_creator ON rooms (creator) WHERE creator IS NOT NULL;
-- How many rooms that are in use somebody has made.
CREATE INDEX rooms_in_use_by_creator ON rooms (creator) WHERE state = 'active';
-- Everybody with an account but guests is in these, and whoever has none in those: without a row in
-- `participants`.
CREATE INDEX rooms_open ON rooms (id) WHERE kind = 'open';
CREATE INDEX rooms_open_by_name ON rooms (name COLLATE NOCASE, id)
    WHERE kind = 'open' AND state = 'active';
CREATE INDEX rooms_of_visitors ON rooms (id) WHERE visitors;

-- What renamed rooms were called in addresses: old links lead on. A room keeps its last ones: the one
-- with the highest number is the latest.
CREATE TABLE former_slugs (
    slug   TEXT    NOT NULL PRIMARY KEY,
    room   BLOB    NOT NULL REFERENCES rooms (id),
    number INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX former_slugs_by_room ON former_slugs (room, number);

-- Who is in a room. Everybody with an account but guests is in an open one without a row here.
CREATE TABLE participants (
    room      BLOB    NOT NULL REFERENCES rooms (id),
    member    BLOB    NOT NULL REFERENCES members (id),
    place     TEXT    NOT NULL CHECK (place IN ('room_admin', 'participant')),
    joined_at INTEGER NOT NULL,
    -- What orders the rooms of one person, so that the first of many are found without looking at
    -- all: the name of a room in use, or when something was last said in a direct one. Kept by the
    -- triggers below.
    listed    TEXT,
    spoken_at INTEGER,
    PRIMARY KEY (room, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX participants_by_member ON participants (member, room);
CREATE INDEX participants_by_name ON participants (member, listed COLLATE NOCASE, room)
    WHERE listed IS NOT NULL;
CREATE INDEX participants_by_recency ON participants (member, spoken_at, room)
    WHERE spoken_at IS NOT NULL;

-- Who has left a direct room. It stays the room of the two, and is called after both; whoever has left
-- sees nothing of it until they open it again.
CREATE TABLE left_direct_rooms (
    room   BLOB NOT NULL REFERENCES rooms (id),
    member BLOB NOT NULL REFERENCES members (id),
    PRIMARY KEY (room, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX left_direct_rooms_by_member ON left_direct_rooms (member, room);

-- What a person set for a room, for themselves.
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

-- The rooms that an invitation leads into.
CREATE TABLE invite_rooms (
    invite BLOB NOT NULL REFERENCES invites (id),
    room   BLOB NOT NULL REFERENCES rooms (id),
    PRIMARY KEY (invite, room)
) STRICT, WITHOUT ROWID;


---- Messages --------------------------------------------------------------------------------------

CREATE TABLE messages (
    id        BLOB    NOT NULL,
    room      BLOB    NOT NULL REFERENCES rooms (id),
    seq       INTEGER NOT NULL CHECK (seq > 0), -- from 1 on, without gaps
    author    BLOB    NOT NULL REFERENCES members (id),
    client_id TEXT    NOT NULL,
    body      TEXT    NOT NULL,
    sent_at   INTEGER NOT NULL
) STRICT;
-- Pages and catching up: a range of one room in order, whatever the room's size.
CREATE UNIQUE INDEX messages_by_place ON messages (room, seq);
-- Retries: the same author and client id is the same message, in whatever room.
CREATE UNIQUE INDEX messages_by_client_id ON messages (author, client_id);

-- What orders the rooms of one person: see `participants`.
CREATE VIEW room_order (room, listed, spoken_at) AS
SELECT id, iif(kind IN ('direct', 'group'), NULL, name),
       iif(kind IN ('direct', 'group'),
           coalesce((SELECT sent_at FROM messages
                     WHERE messages.room = rooms.id AND messages.seq = rooms.head),
                    created_at),
           NULL)
FROM rooms WHERE state = 'active';
CREATE TRIGGER participant_came AFTER INSERT ON participants BEGIN
    UPDATE participants SET (listed, spoken_at) =
        (SELECT listed, spoken_at FROM room_order WHERE room_order.room = NEW.room)
    WHERE room = NEW.room AND member = NEW.member;
END;
CREATE TRIGGER room_changed AFTER UPDATE OF name, kind, state ON rooms BEGIN
    UPDATE participants SET (listed, spoken_at) =
        (SELECT listed, spoken_at FROM room_order WHERE room_order.room = NEW.id)
    WHERE room = NEW.id;
END;
CREATE TRIGGER direct_room_spoken_in AFTER UPDATE OF head ON rooms
WHEN NEW.kind IN ('direct', 'group') BEGIN
    UPDATE participants SET (listed, spoken_at) =
        (SELECT listed, spoken_at FROM room_order WHERE room_order.room = NEW.id)
    WHERE room = NEW.id;
END;


---- The workspace ---------------------------------------------------------------------------------

-- One row, which is there once the workspace was set up.
CREATE TABLE instance (
    id        INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    name      TEXT    NOT NULL,
    joining   TEXT    NOT NULL DEFAULT 'invite' CHECK (joining IN ('invite', 'open', 'domains')),
    domains   TEXT    NOT NULL DEFAULT '',
    set_up_at INTEGER NOT NULL
) STRICT;

-- What admins did. `detail` never holds secrets or messages.
CREATE TABLE audit (
    id       INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at       INTEGER NOT NULL,
    actor    BLOB             REFERENCES members (id), -- none: from the command line
    action   TEXT    NOT NULL,
    member   BLOB             REFERENCES members (id),
    room     BLOB             REFERENCES rooms (id),
    detail   TEXT    NOT NULL,
    -- Whether it tells what an admin did, or somebody at the server: so that these are found among any
    -- number of lines that members make with their own rooms.
    by_admin INTEGER NOT NULL DEFAULT 1 CHECK (by_admin IN (0, 1))
) STRICT;
CREATE INDEX audit_by_admins ON audit (id) WHERE by_admin = 1;
-- What names a visitor who is deleted is looked for by these.
CREATE INDEX audit_by_actor ON audit (actor) WHERE actor IS NOT NULL;
CREATE INDEX audit_by_member ON audit (member) WHERE member IS NOT NULL;

-- One row that is written to learn whether anything can be written.
CREATE TABLE write_probe (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    at INTEGER NOT NULL
) STRICT;

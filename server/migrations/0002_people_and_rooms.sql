-- Accounts, roles, kinds of rooms, invitations. People who came before this are visitors.

ALTER TABLE members ADD COLUMN role TEXT NOT NULL DEFAULT 'visitor'
    CHECK (role IN ('owner', 'admin', 'member', 'guest', 'visitor'));
ALTER TABLE members ADD COLUMN presence TEXT NOT NULL DEFAULT 'here'
    CHECK (presence IN ('here', 'former', 'deleted'));
ALTER TABLE members ADD COLUMN handle TEXT;     -- as its owner writes it; none for visitors
ALTER TABLE members ADD COLUMN handle_key TEXT; -- what two handles must not have in common
ALTER TABLE members ADD COLUMN password TEXT;   -- argon2id, as a PHC string
ALTER TABLE members ADD COLUMN email TEXT;
ALTER TABLE members ADD COLUMN colour INTEGER CHECK (colour BETWEEN 1 AND 10);
ALTER TABLE members ADD COLUMN pronouns TEXT NOT NULL DEFAULT '';
ALTER TABLE members ADD COLUMN bio TEXT NOT NULL DEFAULT '';
ALTER TABLE members ADD COLUMN time_zone TEXT;
-- Until when the person is kept out; none when they are not. A ban for good ends in the year 292278994.
ALTER TABLE members ADD COLUMN banned_until INTEGER;
CREATE UNIQUE INDEX members_by_handle ON members (handle_key) WHERE handle_key IS NOT NULL;
-- The people of the place, without its visitors, by role.
CREATE INDEX members_by_role ON members (role) WHERE role <> 'visitor';

-- How many minutes Natter has run with this database. Sessions grow old by this and not by the
-- clock, which may jump.
CREATE TABLE uptime (
    id      INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    minutes INTEGER NOT NULL
) STRICT;
INSERT INTO uptime (id, minutes) VALUES (1, 0);

-- `id` names a session on pages; the hash of its secret is what a cookie is looked up by.
CREATE TABLE sessions_2 (
    token_hash BLOB    NOT NULL PRIMARY KEY, -- SHA-256
    id         BLOB    NOT NULL UNIQUE,
    member     BLOB    NOT NULL REFERENCES members (id),
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    seen_minute INTEGER NOT NULL,            -- the uptime then
    network    TEXT    NOT NULL,             -- address prefix, such as 192.0.2.0/24
    agent      TEXT    NOT NULL              -- the browser in words
) STRICT, WITHOUT ROWID;
INSERT INTO sessions_2 (token_hash, id, member, created_at, seen_at, seen_minute, network, agent)
SELECT token_hash, randomblob(16), member, created_at, created_at, 0, '', '' FROM sessions;
DROP TABLE sessions;
ALTER TABLE sessions_2 RENAME TO sessions;
CREATE INDEX sessions_by_member ON sessions (member);

-- A deleted room is known to nobody, and its messages go bit by bit.
ALTER TABLE rooms ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE rooms ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE rooms ADD COLUMN kind TEXT NOT NULL DEFAULT 'open'
    CHECK (kind IN ('open', 'public', 'private', 'direct', 'group'));
ALTER TABLE rooms ADD COLUMN posting TEXT NOT NULL DEFAULT 'all' CHECK (posting IN ('all', 'admins'));
ALTER TABLE rooms ADD COLUMN state TEXT NOT NULL DEFAULT 'active'
    CHECK (state IN ('active', 'archived', 'deleted'));
ALTER TABLE rooms ADD COLUMN creator BLOB REFERENCES members (id);
-- Who a direct room is for, in one text, so that the same people have one room.
ALTER TABLE rooms ADD COLUMN people_key TEXT;
-- Whether people without an account may talk in it: never but in the lobby.
ALTER TABLE rooms ADD COLUMN visitors INTEGER NOT NULL DEFAULT 0 CHECK (visitors IN (0, 1));
UPDATE rooms SET name = slug;
CREATE UNIQUE INDEX rooms_by_people ON rooms (people_key) WHERE people_key IS NOT NULL;
CREATE INDEX rooms_by_kind ON rooms (kind, slug);
-- Everybody is in these, and whoever has no account in those: without a row in `participants`.
CREATE INDEX rooms_open ON rooms (id) WHERE kind = 'open';
CREATE INDEX rooms_open_by_name ON rooms (name COLLATE NOCASE, id)
    WHERE kind = 'open' AND state = 'active';
CREATE INDEX rooms_of_visitors ON rooms (id) WHERE visitors;

-- What renamed rooms were called in addresses: old links lead on.
CREATE TABLE former_slugs (
    slug TEXT NOT NULL PRIMARY KEY,
    room BLOB NOT NULL REFERENCES rooms (id)
) STRICT, WITHOUT ROWID;

-- Who is in a room. Everybody of the place but guests is in an open one without a row here.
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

-- The place itself: one row, which is there once it was set up.
CREATE TABLE instance (
    id        INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    name      TEXT    NOT NULL,
    joining   TEXT    NOT NULL DEFAULT 'invite' CHECK (joining IN ('invite', 'open', 'domains')),
    domains   TEXT    NOT NULL DEFAULT '',
    set_up_at INTEGER NOT NULL
) STRICT;

CREATE TABLE invites (
    id         BLOB    NOT NULL PRIMARY KEY,
    code_hash  BLOB    NOT NULL UNIQUE, -- SHA-256
    creator    BLOB    NOT NULL REFERENCES members (id),
    role       TEXT    NOT NULL CHECK (role IN ('admin', 'member', 'guest')),
    uses_left  INTEGER CHECK (uses_left >= 0), -- none: as many as like
    expires_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;
CREATE TABLE invite_rooms (
    invite BLOB NOT NULL REFERENCES invites (id),
    room   BLOB NOT NULL REFERENCES rooms (id),
    PRIMARY KEY (invite, room)
) STRICT, WITHOUT ROWID;
CREATE TABLE invite_uses (
    invite BLOB    NOT NULL REFERENCES invites (id),
    member BLOB    NOT NULL REFERENCES members (id),
    at     INTEGER NOT NULL,
    PRIMARY KEY (invite, member)
) STRICT, WITHOUT ROWID;

-- Links that work once: a new password, or a sign-in on another device.
CREATE TABLE one_time_links (
    code_hash  BLOB    NOT NULL PRIMARY KEY, -- SHA-256
    purpose    TEXT    NOT NULL CHECK (purpose IN ('password', 'device')),
    member     BLOB    NOT NULL REFERENCES members (id),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX one_time_links_by_member ON one_time_links (member);

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

-- Whose messages a person has folded, for themselves.
CREATE TABLE ignored (
    member BLOB NOT NULL REFERENCES members (id),
    whom   BLOB NOT NULL REFERENCES members (id),
    PRIMARY KEY (member, whom)
) STRICT, WITHOUT ROWID;

CREATE TABLE passkeys (
    credential BLOB    NOT NULL PRIMARY KEY,
    member     BLOB    NOT NULL REFERENCES members (id),
    name       TEXT    NOT NULL,
    data       TEXT    NOT NULL, -- JSON of the library that checks it
    created_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;
CREATE INDEX passkeys_by_member ON passkeys (member);

-- What admins did. `detail` never holds secrets or messages.
CREATE TABLE audit (
    id     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    actor  BLOB             REFERENCES members (id), -- none: from the command line
    action TEXT    NOT NULL,
    member BLOB             REFERENCES members (id),
    room   BLOB             REFERENCES rooms (id),
    detail TEXT    NOT NULL
) STRICT;

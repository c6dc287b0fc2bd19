-- People. Only guests for now.
CREATE TABLE members (
    id         BLOB    NOT NULL PRIMARY KEY, -- uuid v7
    name       TEXT    NOT NULL,
    created_at INTEGER NOT NULL              -- ms since 1970, as all times here
) STRICT;

-- A session is known by the hash of its secret, so that nobody who reads this file can use it.
CREATE TABLE sessions (
    token_hash BLOB    NOT NULL PRIMARY KEY, -- SHA-256
    member     BLOB    NOT NULL REFERENCES members (id),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- `head` is the seq of the room's last message: it counts up in the transaction that stores one.
CREATE TABLE rooms (
    id         BLOB    NOT NULL PRIMARY KEY,
    slug       TEXT    NOT NULL UNIQUE,
    topic      TEXT    NOT NULL,
    head       INTEGER NOT NULL DEFAULT 0 CHECK (head >= 0),
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE messages (
    id        BLOB    NOT NULL,
    room      BLOB    NOT NULL REFERENCES rooms (id),
    seq       INTEGER NOT NULL CHECK (seq > 0),
    author    BLOB    NOT NULL REFERENCES members (id),
    client_id TEXT    NOT NULL,
    body      TEXT    NOT NULL,
    sent_at   INTEGER NOT NULL
) STRICT;

-- Pages and catching up: a range of one room in order, whatever the room's size.
CREATE UNIQUE INDEX messages_by_place ON messages (room, seq);
-- Retries: the same author and client id is the same message, in whatever room.
CREATE UNIQUE INDEX messages_by_client_id ON messages (author, client_id);

-- One row that is written to learn whether anything can be written.
CREATE TABLE write_probe (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    at INTEGER NOT NULL
) STRICT;

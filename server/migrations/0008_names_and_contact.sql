-- What the name of somebody with an account looks like, so that nobody without one can be taken for
-- them: see `domain::name_rules`. It is made by Natter; rows from before get theirs at its start.
ALTER TABLE members ADD COLUMN name_key TEXT;
CREATE INDEX members_by_name_key ON members (name_key) WHERE role <> 'visitor';

-- By whom a person lets themselves be put into rooms.
ALTER TABLE members ADD COLUMN contact TEXT NOT NULL DEFAULT 'everyone'
    CHECK (contact IN ('everyone', 'shared', 'nobody'));

-- Who has left a direct room. It stays the room of the two, and is called after both; whoever has left
-- sees nothing of it until they open it again.
CREATE TABLE left_direct_rooms (
    room   BLOB NOT NULL REFERENCES rooms (id),
    member BLOB NOT NULL REFERENCES members (id),
    PRIMARY KEY (room, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX left_direct_rooms_by_member ON left_direct_rooms (member, room);

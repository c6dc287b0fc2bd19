-- A one-time link works as long as whoever made it may still make it. Those of before do not say who
-- that was; they would have worked for a day at most.
DELETE FROM one_time_links;
ALTER TABLE one_time_links ADD COLUMN maker BLOB REFERENCES members (id); -- none: the command line
-- The session in which somebody made a link for their own other device: it works while that lives.
ALTER TABLE one_time_links ADD COLUMN session BLOB;
CREATE INDEX one_time_links_by_maker ON one_time_links (maker);

-- What others did with the ways into an account, for its owner to see; the last few of each.
CREATE TABLE security_events (
    id     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    member BLOB    NOT NULL REFERENCES members (id),
    at     INTEGER NOT NULL,
    actor  BLOB             REFERENCES members (id), -- none: the command line
    kind   TEXT    NOT NULL CHECK (kind IN ('reset_link_created', 'reset_link_used',
                                            'password_set', 'sessions_ended'))
) STRICT;
CREATE INDEX security_events_by_member ON security_events (member, id);

-- What one person can make has a bound.

-- A room keeps its last addresses: the one with the highest number is the latest.
ALTER TABLE former_slugs ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
CREATE INDEX former_slugs_by_room ON former_slugs (room, number);

-- How many rooms that are in use somebody has made.
CREATE INDEX rooms_in_use_by_creator ON rooms (creator) WHERE state = 'active';
-- How many invitations of somebody work.
CREATE INDEX working_invites_by_creator ON invites (creator, expires_at) WHERE revoked_at IS NULL;

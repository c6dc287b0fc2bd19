-- Whether a line of the log tells what an admin did, or somebody at the server: so that these are found
-- among any number of those that members make with their own rooms. Older lines count as admins'.
ALTER TABLE audit ADD COLUMN by_admin INTEGER NOT NULL DEFAULT 1 CHECK (by_admin IN (0, 1));
CREATE INDEX audit_by_admins ON audit (id) WHERE by_admin = 1;
-- What names a visitor who is deleted is looked for by these.
CREATE INDEX audit_by_actor ON audit (actor) WHERE actor IS NOT NULL;
CREATE INDEX audit_by_member ON audit (member) WHERE member IS NOT NULL;
CREATE INDEX bans_by_creator ON bans (creator);
CREATE INDEX invites_by_creator ON invites (creator);
CREATE INDEX invite_uses_by_member ON invite_uses (member);
CREATE INDEX rooms_by_creator ON rooms (creator) WHERE creator IS NOT NULL;
CREATE INDEX ignored_by_whom ON ignored (whom);
-- Visitors are looked through in the order of their ids, for those who can be deleted.
CREATE INDEX members_visitors ON members (id) WHERE role = 'visitor';

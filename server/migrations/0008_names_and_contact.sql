-- What the name of somebody with an account looks like, so that nobody without one can be taken for
-- them: see `domain::name_rules`. It is made by Natter; rows from before get theirs at its start.
ALTER TABLE members ADD COLUMN name_key TEXT;
CREATE INDEX members_by_name_key ON members (name_key) WHERE role <> 'visitor';

-- Whether the owner of the account was told of it, as they signed in.
ALTER TABLE security_events ADD COLUMN told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1));

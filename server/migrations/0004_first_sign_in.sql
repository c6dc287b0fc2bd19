-- Whether a session of theirs was ever open: whoever signs in first is offered a passkey.
ALTER TABLE members ADD COLUMN has_come INTEGER NOT NULL DEFAULT 0 CHECK (has_come IN (0, 1));
UPDATE members SET has_come = 1;

-- A private room has an address that no name of another room leads to. Links to the old one lead on.
INSERT OR IGNORE INTO former_slugs (slug, room)
SELECT slug, id FROM rooms WHERE kind = 'private' AND state <> 'deleted';
UPDATE rooms SET slug = rtrim(substr(slug, 1, 55), '-') || '-' || lower(hex(randomblob(4)))
WHERE kind = 'private' AND state <> 'deleted';

-- That an item got another text and is still the same, as maintainers tell each other: so evidence that others recorded
-- under either text is about this item, however different the texts are.
CREATE TABLE recorded_rewording (
    uid       BLOB NOT NULL CHECK (length(uid) = 16),     -- what identifies it everywhere
    record    INTEGER NOT NULL REFERENCES record (id) ON DELETE RESTRICT,
    kind      TEXT NOT NULL CHECK (kind IN ('version', 'dead_end', 'workaround')), -- what the item is
    record_id TEXT NOT NULL,                              -- the id that the record had then
    old       TEXT NOT NULL CHECK (old <> ''),            -- the text of the item before
    new       TEXT NOT NULL CHECK (new <> ''),            -- its text after
    day       TEXT NOT NULL CHECK (date(day) IS day),
    actor     TEXT NOT NULL CHECK (actor <> ''),
    batch     INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT, -- what recorded or imported it here
    PRIMARY KEY (uid)
) STRICT, WITHOUT ROWID;

CREATE INDEX recorded_rewording_of_record ON recorded_rewording (record);

CREATE TRIGGER recorded_rewording_stays_as_it_is BEFORE UPDATE ON recorded_rewording
BEGIN SELECT RAISE(ABORT, 'a recorded rewording is never changed'); END;

CREATE TRIGGER recorded_rewording_stays BEFORE DELETE ON recorded_rewording
BEGIN SELECT RAISE(ABORT, 'a recorded rewording is never deleted'); END;

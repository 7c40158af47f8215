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
    PRIMARY KEY (record, uid)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER recorded_rewording_stays_as_it_is BEFORE UPDATE ON recorded_rewording
BEGIN SELECT RAISE(ABORT, 'a recorded rewording is never changed'); END;

CREATE TRIGGER recorded_rewording_stays BEFORE DELETE ON recorded_rewording
BEGIN SELECT RAISE(ABORT, 'a recorded rewording is never deleted'); END;

-- A line that is stored with one record by mistake must not keep another from having it.
CREATE TABLE recorded_rate_new (
    uid        BLOB NOT NULL CHECK (length(uid) = 16),     -- what identifies it everywhere
    record     INTEGER NOT NULL REFERENCES record (id) ON DELETE RESTRICT,
    part       TEXT NOT NULL CHECK (part IN ('record', 'dead_end', 'workaround')), -- whose rate it is
    item       INTEGER,                                    -- the id of the item, 0 for the record; NULL if the record never had it
    record_id  TEXT NOT NULL,                              -- the id that the record had then
    item_text  TEXT,                                       -- the text of the item then; NULL for the record
    rate       REAL NOT NULL CHECK (rate BETWEEN 0 AND 1), -- the value that is published
    baseline   REAL NOT NULL CHECK (baseline BETWEEN 0 AND 1), -- what an author set; another value if rate is an estimate
    tier       TEXT NOT NULL CHECK (tier <> ''),           -- the tier of the record when it was set
    known      BLOB NOT NULL CHECK (length(known) % 16 = 0), -- the uids of the reports that counted when its author set it, in order
    generation INTEGER NOT NULL CHECK (generation >= 0),   -- how often an author had set it, as far as the maker knew
    number     INTEGER NOT NULL CHECK (number >= 0),       -- how many estimates were published on it, as far as the maker knew
    day        TEXT NOT NULL CHECK (date(day) IS day),
    actor      TEXT NOT NULL CHECK (actor <> ''),
    batch      INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT, -- what recorded or imported it here
    set_in     INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT, -- what set or brought the baseline here
    is_own     INTEGER NOT NULL CHECK (is_own IN (0, 1)),  -- 1: it was set here, so its author knew what had arrived up to that batch
    PRIMARY KEY (record, uid)
) STRICT, WITHOUT ROWID;
INSERT INTO recorded_rate_new SELECT * FROM recorded_rate;
DROP TABLE recorded_rate;
ALTER TABLE recorded_rate_new RENAME TO recorded_rate;

CREATE INDEX recorded_rate_of_record ON recorded_rate (record, part, item);

CREATE TRIGGER recorded_rate_stays_as_it_is BEFORE UPDATE ON recorded_rate
BEGIN SELECT RAISE(ABORT, 'a recorded rate is never changed'); END;

CREATE TRIGGER recorded_rate_stays BEFORE DELETE ON recorded_rate
BEGIN SELECT RAISE(ABORT, 'a recorded rate is never deleted'); END;

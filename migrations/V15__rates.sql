-- Where a published rate comes from: what maintainers tell each other, so that they compute the same rates. A claim that has
-- the value of a row has its baseline; of several rows with that value the last by generation, number and uid decides.
CREATE TABLE recorded_rate (
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
    PRIMARY KEY (uid)
) STRICT, WITHOUT ROWID;

CREATE INDEX recorded_rate_of_record ON recorded_rate (record, part, item);

CREATE TRIGGER recorded_rate_stays_as_it_is BEFORE UPDATE ON recorded_rate
BEGIN SELECT RAISE(ABORT, 'a recorded rate is never changed'); END;

CREATE TRIGGER recorded_rate_stays BEFORE DELETE ON recorded_rate
BEGIN SELECT RAISE(ABORT, 'a recorded rate is never deleted'); END;

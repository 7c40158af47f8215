-- The journal, the ledger of evidence, and what it takes to undo.
--
-- Rows of change, evidence and ruling are only ever added. Whoever reads record, version, dead_end or workaround with
-- sqlite3 leaves out what is no longer published: WHERE withdrawn_in IS NULL, WHERE gone_in IS NULL.

-- The batch that withdrew the record; NULL while it is published.
ALTER TABLE record ADD COLUMN withdrawn_in INTEGER REFERENCES batch (id) ON DELETE RESTRICT;

-- The batch by which the item went from its record though evidence hangs on it; NULL while it is there. An item on
-- which nothing hangs is deleted. The position of one that is gone means nothing.
ALTER TABLE version ADD COLUMN gone_in INTEGER REFERENCES batch (id) ON DELETE RESTRICT;
ALTER TABLE dead_end ADD COLUMN gone_in INTEGER REFERENCES batch (id) ON DELETE RESTRICT;
ALTER TABLE workaround ADD COLUMN gone_in INTEGER REFERENCES batch (id) ON DELETE RESTRICT;

-- The record as it was last imported, on one line, where it never stood here so: a merge took only a part of it.
-- NULL where it is what stood here after publication.batch.
ALTER TABLE publication ADD COLUMN text TEXT;

-- A field that a batch changed. A record that came in is one row: its field withdrawn, from nothing to false; its
-- content is what the later changes lead back to.
CREATE TABLE change (
    record INTEGER NOT NULL REFERENCES record (id) ON DELETE RESTRICT,
    batch  INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT,
    part   TEXT NOT NULL                             -- to what the field belongs
           CHECK (part IN ('record', 'version', 'dead_end', 'workaround', 'evidence', 'publication')),
    item   INTEGER NOT NULL CHECK (item >= 0),       -- the id of the item or of the evidence; 0 for the others
    field  TEXT NOT NULL,                            -- its name in the format; withdrawn; base, of a publication
    old    TEXT CHECK (old IS NULL OR json_valid(old)), -- the value before as JSON; NULL where it was not there
    new    TEXT CHECK (new IS NULL OR json_valid(new)), -- the value after as JSON; NULL where it is not there
    PRIMARY KEY (record, batch, part, item, field),
    CHECK (old IS NOT new)
) STRICT, WITHOUT ROWID;

CREATE INDEX change_of_batch ON change (batch, record);

-- The ids that records had before they were renamed, so that an import still finds them.
CREATE INDEX former_id ON change (old) WHERE part = 'record' AND field = 'id';

-- A batch that took back what an earlier one did to a record. It counts unless it was itself taken back.
CREATE TABLE undo (
    undone INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT, -- the earlier batch
    record INTEGER NOT NULL REFERENCES record (id) ON DELETE RESTRICT,
    batch  INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT, -- the batch that took it back
    PRIMARY KEY (undone, record, batch)
) STRICT, WITHOUT ROWID;

CREATE INDEX undo_of_batch ON undo (batch, record);

-- What somebody saw, tried, or reported, about a record or one of its items.
CREATE TABLE evidence (
    id            INTEGER PRIMARY KEY,               -- its number, e1, e2 and so on
    record        INTEGER NOT NULL REFERENCES record (id) ON DELETE RESTRICT,
    version       INTEGER,                           -- version.id, where it is about one
    dead_end      INTEGER,                           -- dead_end.id, where it is about one
    workaround    INTEGER,                           -- workaround.id, where it is about one
    kind          TEXT NOT NULL                      -- what kind of evidence
                  CHECK (kind IN ('source', 'reproduction', 'review', 'outcome', 'dispute')),
    outcome       TEXT                               -- how an attempt ended
                  CHECK (outcome IN ('success', 'partial', 'fail', 'worse')),
    count         INTEGER NOT NULL CHECK (count > 0), -- for so many alike; raises record.evidence_count
    day           TEXT NOT NULL CHECK (date(day) IS day), -- the day it was seen
    reporter      TEXT NOT NULL CHECK (reporter <> ''), -- who saw it
    reporter_kind TEXT NOT NULL CHECK (reporter_kind IN ('maintainer', 'ci', 'user', 'agent')),
    url           TEXT,                              -- where it can be read; not known to be a URL
    note          TEXT,                              -- what there is to say
    batch         INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT, -- the batch that brought it
    FOREIGN KEY (record, version) REFERENCES version (record, id) ON DELETE RESTRICT,
    FOREIGN KEY (record, dead_end) REFERENCES dead_end (record, id) ON DELETE RESTRICT,
    FOREIGN KEY (record, workaround) REFERENCES workaround (record, id) ON DELETE RESTRICT,
    CHECK ((kind = 'outcome') = (outcome IS NOT NULL)),
    CHECK ((version IS NOT NULL) + (dead_end IS NOT NULL) + (workaround IS NOT NULL) <= 1)
) STRICT;

CREATE INDEX evidence_of_record ON evidence (record);

-- Whether evidence counts, where that was ever ruled on: the latest batch has the last word.
CREATE TABLE ruling (
    evidence     INTEGER NOT NULL REFERENCES evidence (id) ON DELETE RESTRICT,
    batch        INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT,
    is_withdrawn INTEGER NOT NULL CHECK (is_withdrawn IN (0, 1)), -- 1: it no longer counts; 0: it counts again
    PRIMARY KEY (evidence, batch)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER evidence_stays_as_it_is BEFORE UPDATE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is never changed: withdraw it with `canonry evidence withdraw`'); END;
CREATE TRIGGER evidence_stays BEFORE DELETE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is never deleted: withdraw it with `canonry evidence withdraw`'); END;
CREATE TRIGGER change_stays_as_it_is BEFORE UPDATE ON change
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;
CREATE TRIGGER change_stays BEFORE DELETE ON change
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;

-- Records that are there already. One that an import of schema 1 replaced left no old values; what is known of it
-- begins with the batch by which it was last imported or exported.
INSERT INTO change (record, batch, part, item, field, old, new)
SELECT r.id, p.batch, 'record', 0, 'withdrawn', NULL, 'false'
FROM record r
JOIN publication p ON p.record = r.id
ORDER BY r.id, p.batch;

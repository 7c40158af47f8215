-- The journal, the ledger of evidence, and what it takes to undo.
--
-- Rows of change, undo, evidence and ruling are only ever added; triggers see to it. Whoever reads record, version, dead_end or workaround with
-- sqlite3 leaves out what is no longer published: WHERE withdrawn_in IS NULL, WHERE gone_in IS NULL.

-- A CHECK with a list of three words or more makes SQLite build a table of them for every row that is written. So the
-- words stand one by one, and two tables of schema 1 are made anew.
CREATE TABLE translation_new (
    record   INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    language TEXT NOT NULL CHECK (language = 'zh'),    -- the language, by its two-letter code
    field    TEXT NOT NULL                             -- what is translated
             CHECK (field = 'signature' OR field = 'root_cause' OR field = 'workarounds'),
    position INTEGER NOT NULL CHECK (position >= 0),   -- which of the workarounds; 0 for the other fields
    text     TEXT NOT NULL,                            -- the translation; often an untranslated copy
    PRIMARY KEY (record, language, field, position)
) STRICT, WITHOUT ROWID;
INSERT INTO translation_new SELECT record, language, field, position, text FROM translation;
DROP TABLE translation;
ALTER TABLE translation_new RENAME TO translation;

CREATE TABLE edge_new (
    record      INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL                                -- leads_to, preceded_by, frequently_confused_with
                CHECK (kind = 'leads_to' OR kind = 'preceded_by' OR kind = 'frequently_confused_with'),
    position    INTEGER NOT NULL CHECK (position >= 0),
    target      TEXT NOT NULL,                               -- the other record's canon_id; it may not exist
    probability REAL CHECK (probability BETWEEN 0 AND 1),    -- how often the step is taken; unknown where NULL
    condition   TEXT CHECK ((condition IS NULL) = (kind = 'frequently_confused_with')),     -- of a step
    distinction TEXT CHECK ((distinction IS NULL) <> (kind = 'frequently_confused_with')),  -- how to tell them apart
    extra       TEXT NOT NULL CHECK (extra = '{}' OR json_type(extra) = 'object'), -- unknown keys
    PRIMARY KEY (record, kind, position)
) STRICT, WITHOUT ROWID;
INSERT INTO edge_new
SELECT record, kind, position, target, probability, condition, distinction, extra FROM edge;
DROP TABLE edge;
ALTER TABLE edge_new RENAME TO edge;

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

-- A field that a batch changed. That a record came in is told by record.added_by; what it came in with is what the
-- changes since lead back to. Evidence and rulings name their batch themselves.
CREATE TABLE change (
    record INTEGER NOT NULL REFERENCES record (id) ON DELETE RESTRICT,
    batch  INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT,
    part   TEXT NOT NULL                             -- to what the field belongs
           CHECK (part = 'record' OR part = 'version' OR part = 'dead_end' OR part = 'workaround' OR part = 'publication'),
    item   INTEGER NOT NULL CHECK (item >= 0),       -- the id of the item; 0 for the others
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
                  CHECK (kind = 'source' OR kind = 'reproduction' OR kind = 'review' OR kind = 'outcome' OR kind = 'dispute'),
    outcome       TEXT                               -- how an attempt ended
                  CHECK (outcome = 'success' OR outcome = 'partial' OR outcome = 'fail' OR outcome = 'worse'),
    count         INTEGER NOT NULL CHECK (count > 0), -- for so many alike; raises record.evidence_count
    day           TEXT NOT NULL CHECK (date(day) IS day), -- the day it was seen
    reporter      TEXT NOT NULL CHECK (reporter <> ''), -- who saw it
    reporter_kind TEXT NOT NULL                      -- what they are
                  CHECK (reporter_kind = 'maintainer' OR reporter_kind = 'ci' OR reporter_kind = 'user' OR reporter_kind = 'agent'),
    url           TEXT,                              -- where it can be read; not known to be a URL
    note          TEXT,                              -- what there is to say
    env_os        TEXT,                              -- on which system it was tried
    env_runtime   TEXT,                              -- on which runtime
    env_version   TEXT,                              -- of which version
    report_key    BLOB CHECK (length(report_key) = 16), -- tells a report that comes again; NULL where it came by hand
    batch         INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT, -- the batch that brought it
    FOREIGN KEY (record, version) REFERENCES version (record, id) ON DELETE RESTRICT,
    FOREIGN KEY (record, dead_end) REFERENCES dead_end (record, id) ON DELETE RESTRICT,
    FOREIGN KEY (record, workaround) REFERENCES workaround (record, id) ON DELETE RESTRICT,
    CHECK ((kind = 'outcome') = (outcome IS NOT NULL)),
    CHECK ((version IS NOT NULL) + (dead_end IS NOT NULL) + (workaround IS NOT NULL) <= 1)
) STRICT;

-- The evidence of a record, and all that a claim's rate is computed from, without looking at the rows.
CREATE INDEX evidence_of_claim ON evidence (record, workaround, dead_end, outcome, reporter_kind, batch, count);

CREATE UNIQUE INDEX report ON evidence (report_key) WHERE report_key IS NOT NULL;

-- The values that a claim had.
CREATE INDEX change_of_claim ON change (record, part, item, batch)
WHERE field IN ('success_rate', 'fail_rate', 'fix_success_rate');

-- A batch that published estimates: the rates that it set are no new baselines.
CREATE TABLE applied (
    batch INTEGER PRIMARY KEY REFERENCES batch (id) ON DELETE RESTRICT
) STRICT;

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
CREATE TRIGGER ruling_stays_as_it_is BEFORE UPDATE ON ruling
BEGIN SELECT RAISE(ABORT, 'a ruling is never changed'); END;
CREATE TRIGGER ruling_stays BEFORE DELETE ON ruling
BEGIN SELECT RAISE(ABORT, 'a ruling is never deleted'); END;
CREATE TRIGGER undo_stays_as_it_is BEFORE UPDATE ON undo
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;
CREATE TRIGGER undo_stays BEFORE DELETE ON undo
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;
CREATE TRIGGER change_stays_as_it_is BEFORE UPDATE ON change
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;
CREATE TRIGGER change_stays BEFORE DELETE ON change
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;

-- Which records a batch brought.
CREATE INDEX record_of_batch ON record (added_by);

-- A record that an import of schema 1 replaced left no old values: what is known of it begins with the batch by which it
-- was last imported.
UPDATE record
SET added_by = (SELECT p.batch FROM publication p WHERE p.record = record.id)
WHERE added_by < (SELECT p.batch FROM publication p WHERE p.record = record.id);

-- Where records come from and go to, and what each of these places last had of a record.

-- A place that records come from or go to: a folder or a file by its path, or a name that the user gave it.
CREATE TABLE record_source (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),     -- the path from the database's folder on, or the given name
    day  TEXT NOT NULL CHECK (date(day) IS day)       -- the day of the last import from it or export to it
) STRICT;

-- What a source last had of a record, by an import from it or an export to it: the base of the next merge with it.
CREATE TABLE base (
    record      INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    source      INTEGER NOT NULL REFERENCES record_source (id) ON DELETE CASCADE,
    digest      BLOB CHECK (length(digest) = 32),     -- SHA-256 of the canonical JSON that it last brought; NULL if it brought none
    batch       INTEGER REFERENCES batch (id) ON DELETE RESTRICT, -- what stood here after this batch is what it brought, but for the difference
    difference  TEXT CHECK (difference IS NULL OR json_valid(difference)), -- fields that it brought otherwise, as a JSON list; NULL if there are none
    sent_digest BLOB CHECK (length(sent_digest) = 32), -- SHA-256 of what an export has written there since; NULL if none has
    sent_batch  INTEGER REFERENCES batch (id) ON DELETE RESTRICT, -- what stood here after this batch is what was written
    PRIMARY KEY (record, source),
    CHECK ((digest IS NULL) = (batch IS NULL)),
    CHECK ((sent_digest IS NULL) = (sent_batch IS NULL)),
    CHECK (digest IS NOT NULL OR sent_digest IS NOT NULL),
    CHECK (difference IS NULL OR digest IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- The journal knows bases instead of publications: `item` of such a row is the source.
DROP TRIGGER change_stays_as_it_is;
DROP TRIGGER change_stays;
DROP INDEX change_of_batch;
DROP INDEX former_id;
DROP INDEX change_of_claim;

CREATE TABLE change_new (
    record INTEGER NOT NULL REFERENCES record (id) ON DELETE RESTRICT,
    batch  INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT,
    part   TEXT NOT NULL                             -- what the field belongs to
           CHECK (part = 'record' OR part = 'version' OR part = 'dead_end' OR part = 'workaround' OR part = 'base'),
    item   INTEGER NOT NULL CHECK (item >= 0),       -- the id of the item; of the source, for a base; 0 for the record
    field  TEXT NOT NULL,                            -- its name in the format; or withdrawn; or base
    old    TEXT CHECK (old IS NULL OR json_valid(old)), -- the value before as JSON; NULL if there was none
    new    TEXT CHECK (new IS NULL OR json_valid(new)), -- the value after as JSON; NULL if there is none
    PRIMARY KEY (record, batch, part, item, field),
    CHECK (old IS NOT new)
) STRICT, WITHOUT ROWID;
INSERT INTO change_new
SELECT record, batch, CASE part WHEN 'publication' THEN 'base' ELSE part END, item, field, old, new FROM change;
DROP TABLE change;
ALTER TABLE change_new RENAME TO change;

CREATE INDEX change_of_batch ON change (batch, record);
CREATE INDEX former_id ON change (old) WHERE part = 'record' AND field = 'id';
CREATE INDEX change_of_claim ON change (record, part, item, batch)
WHERE field = 'success_rate' OR field = 'fail_rate' OR field = 'fix_success_rate';

-- What SQL alone cannot work out follows when the database is opened: it fills `base` from `publication`, drops that
-- table, and puts the triggers back that keep `change` as it is.

-- What maintainers learn from each other: by merges of their databases, and by notices of withdrawn and renamed records.

-- A batch may be a merge. SQLite cannot change a CHECK, so the table is rebuilt.
CREATE TABLE batch_new (
    id      INTEGER PRIMARY KEY,                       -- counts up in the order of writing
    day     TEXT NOT NULL CHECK (date(day) IS day),    -- the day of the command, as --today has it
    actor   TEXT NOT NULL CHECK (actor <> ''),         -- who gave it
    reason  TEXT,                                      -- why, if the actor said so
    command TEXT NOT NULL CHECK (command <> ''),       -- the command line
    verb    TEXT                                       -- what it did; NULL if it is older than schema 9 and its command line does not say it
            CHECK (verb IN ('import', 'merge', 'new', 'edit', 'replace_values', 'fix_findings', 'rename', 'withdraw',
                'restore', 'add_sample', 'withdraw_samples', 'waive_findings', 'withdraw_waivers', 'add_evidence',
                'move_evidence', 'withdraw_evidence', 'confirm', 'import_feedback', 'publish_rates', 'promote',
                'demote', 'undo', 'repair', 'release'))
) STRICT;
INSERT INTO batch_new SELECT id, day, actor, reason, command, verb FROM batch;
DROP TABLE batch;
ALTER TABLE batch_new RENAME TO batch;

-- A batch of another database that a merge brought, as the journal there has it.
CREATE TABLE merged_batch (
    id       INTEGER PRIMARY KEY,
    batch    INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT, -- the merge
    source   TEXT NOT NULL CHECK (source <> ''),       -- the other database, named as in record_source
    number   INTEGER NOT NULL CHECK (number > 0),      -- the number of the batch there
    identity BLOB NOT NULL CHECK (length(identity) = 16), -- a hash of it and of all batches before it
    day      TEXT NOT NULL CHECK (date(day) IS day),   -- what the batch has there, and so the rest
    actor    TEXT NOT NULL CHECK (actor <> ''),
    reason   TEXT,
    command  TEXT NOT NULL CHECK (command <> ''),
    verb     TEXT CHECK (verb <> ''),
    UNIQUE (batch, identity)
) STRICT;

-- A record that such a batch touched there and that the merge changed here.
CREATE TABLE merged_record (
    record INTEGER NOT NULL REFERENCES record (id) ON DELETE RESTRICT,
    merged INTEGER NOT NULL REFERENCES merged_batch (id) ON DELETE RESTRICT,
    PRIMARY KEY (record, merged)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER merged_batch_stays_as_it_is BEFORE UPDATE ON merged_batch
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;

CREATE TRIGGER merged_batch_stays BEFORE DELETE ON merged_batch
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;

CREATE TRIGGER merged_record_stays_as_it_is BEFORE UPDATE ON merged_record
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;

CREATE TRIGGER merged_record_stays BEFORE DELETE ON merged_record
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;

-- A notice that was imported: what happened to a record elsewhere, so that nobody publishes it again. Those that were made
-- here follow from the journal.
CREATE TABLE imported_notice (
    uid    BLOB NOT NULL CHECK (length(uid) = 16), -- what identifies it everywhere
    id     TEXT NOT NULL,                          -- the id that it is about; no record here need have it
    event  TEXT NOT NULL CHECK (event IN ('withdrawn', 'restored', 'renamed')), -- what happened
    other  TEXT,                                   -- the id that a renamed record got, or that a withdrawn one was merged into
    reason TEXT,
    number INTEGER NOT NULL CHECK (number > 0),    -- its number among the notices of its day that its maker knew
    day    TEXT NOT NULL CHECK (date(day) IS day),
    actor  TEXT NOT NULL CHECK (actor <> ''),
    batch  INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT, -- the import
    PRIMARY KEY (uid),
    CHECK (event <> 'renamed' OR other IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX imported_notice_of_batch ON imported_notice (batch, id);

CREATE TRIGGER imported_notice_stays_as_it_is BEFORE UPDATE ON imported_notice
BEGIN SELECT RAISE(ABORT, 'a notice is never changed'); END;

CREATE TRIGGER imported_notice_stays BEFORE DELETE ON imported_notice
BEGIN SELECT RAISE(ABORT, 'a notice is never deleted'); END;

-- Few changes withdraw or rename a record, and every exchange looks for them.
CREATE INDEX departure ON change (batch, record) WHERE part = 'record' AND field IN ('withdrawn', 'id');

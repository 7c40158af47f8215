-- Releases: states of the set that were published under a name. And what is known of the files of exported trees.

-- A batch may record a release. SQLite cannot change a CHECK, so the table is rebuilt.
CREATE TABLE batch_new (
    id      INTEGER PRIMARY KEY,                       -- counts up in the order of writing
    day     TEXT NOT NULL CHECK (date(day) IS day),    -- the day of the command, as --today has it
    actor   TEXT NOT NULL CHECK (actor <> ''),         -- who gave it
    reason  TEXT,                                      -- why, if the actor said so
    command TEXT NOT NULL CHECK (command <> ''),       -- the command line
    verb    TEXT                                       -- what it did; NULL if it is older than schema 9 and its command line does not say it
            CHECK (verb IN ('import', 'new', 'edit', 'replace_values', 'fix_findings', 'rename', 'withdraw', 'restore',
                'add_sample', 'withdraw_samples', 'waive_findings', 'withdraw_waivers', 'add_evidence', 'move_evidence',
                'withdraw_evidence', 'confirm', 'import_feedback', 'publish_rates', 'promote', 'demote', 'undo',
                'repair', 'release'))
) STRICT;
INSERT INTO batch_new SELECT id, day, actor, reason, command, verb FROM batch;
DROP TABLE batch;
ALTER TABLE batch_new RENAME TO batch;

-- A release, with all that its snapshot is made from again. Its day, who cut it, and the reason if the gate was
-- overridden, are those of its batch.
CREATE TABLE release (
    id             INTEGER PRIMARY KEY,                -- counts up in the order of cutting
    name           TEXT NOT NULL UNIQUE COLLATE NOCASE -- its name, and that of its folder
                   CHECK (name GLOB '[A-Za-z0-9]*' AND NOT name GLOB '*[^A-Za-z0-9._-]*' AND length(name) <= 64),
    batch          INTEGER NOT NULL UNIQUE REFERENCES batch (id) ON DELETE RESTRICT, -- the batch that recorded it
    state          INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT -- the last batch that belongs to it
                   CHECK (state < batch),
    previous       INTEGER UNIQUE REFERENCES release (id) ON DELETE RESTRICT -- the release before; NULL for the first
                   CHECK (previous < id),
    records        INTEGER NOT NULL CHECK (records >= 0), -- how many records it publishes
    content_digest BLOB NOT NULL CHECK (length(content_digest) = 32), -- SHA-256 of its lines of SHA256SUMS for errors/** and records.ndjson
    forms          TEXT NOT NULL CHECK (forms <> ''),  -- the forms in its tree, separated by commas, such as json,md,zh-md
    samples_key    TEXT CHECK (samples_key <> ''),     -- the key under which it publishes samples; NULL if it does not
    modified       INTEGER NOT NULL CHECK (modified >= 0), -- the time of the files in its archive, in seconds since 1970 in UTC
    policy_digest  BLOB NOT NULL CHECK (length(policy_digest) = 32), -- SHA-256 of the policy then, as `policy show` prints it
    gate           TEXT NOT NULL CHECK (json_type(gate) = 'array'), -- the demands, each with its code, whether it was met, and how much stood against it
    ladder         TEXT NOT NULL CHECK (json_type(ladder) = 'array'), -- the tiers of the policy then, from the lowest to the highest
    notes          TEXT CHECK (notes <> ''),           -- what the maintainers say of it; NULL if they say nothing
    tool           TEXT NOT NULL CHECK (tool <> '')    -- the program that cut it, with its version
) STRICT;

CREATE TRIGGER release_stays_as_it_is BEFORE UPDATE ON release
BEGIN SELECT RAISE(ABORT, 'a release is never changed'); END;
CREATE TRIGGER release_stays BEFORE DELETE ON release
BEGIN SELECT RAISE(ABORT, 'a release is never deleted'); END;

-- What the files of exported trees were when they were last written or read, so that a file that is still the same is
-- not read again. All of it can be deleted: the next export then reads every file, and notes it again.

-- A tree to which an export wrote.
CREATE TABLE tree (
    id          INTEGER PRIMARY KEY,
    place       TEXT NOT NULL UNIQUE CHECK (place <> ''), -- its folder, named as in record_source
    version     TEXT NOT NULL,                            -- the version of canonry that made the bytes of its files
    samples_key TEXT                                      -- the custom key under which samples were published; NULL if none
) STRICT;

-- A file that had the bytes of a record. It still has them as long as nothing of its stamp differs.
CREATE TABLE tree_file (
    tree     INTEGER NOT NULL REFERENCES tree (id) ON DELETE CASCADE,
    record   INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    name     TEXT NOT NULL CHECK (name <> ''),        -- the file's name in the folder of the record
    digest   BLOB NOT NULL CHECK (length(digest) = 32), -- SHA-256 of the canonical JSON of the record that the file showed
    bytes    INTEGER,                                 -- its length; NULL, and so the rest, if the record has no such page
    modified INTEGER,                                 -- when its content was changed, in nanoseconds since 1970
    changed  INTEGER,                                 -- when anything of it was changed, in nanoseconds since 1970
    inode    INTEGER,                                 -- its number in its file system
    PRIMARY KEY (tree, record, name),
    CHECK ((bytes IS NULL) = (modified IS NULL) AND (bytes IS NULL) = (changed IS NULL)
           AND (bytes IS NULL) = (inode IS NULL))
) STRICT, WITHOUT ROWID;

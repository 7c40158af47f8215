-- The records, normalized: one row for a record, one for each of its items, in tables that sqlite3 and Datasette read.
--
-- Read these tables as you like; change them through canonry only, which keeps the journal, the search index and the
-- digests in step. Conventions:
--   record      in every other table is record.id.
--   id          of an item is its own within the record and stays when the item is moved or reworded.
--   position    counts from 0 without holes, in the order of the published list.
--   extra       is a JSON object of the keys that the format does not know, in the order in which they came.
-- Item tables are keyed (record, id) WITHOUT ROWID: a record's items lie side by side, and no second index is needed.

-- One command that wrote: who, when, why.
CREATE TABLE batch (
    id      INTEGER PRIMARY KEY,                       -- counts up in the order of writing
    day     TEXT NOT NULL CHECK (date(day) IS day),    -- the day of the command, as --today has it
    actor   TEXT NOT NULL CHECK (actor <> ''),         -- who gave it
    reason  TEXT,                                      -- why, where the actor said so
    command TEXT NOT NULL CHECK (command <> '')        -- the command line
) STRICT;

-- A record: the fields that it has once.
CREATE TABLE record (
    id                   INTEGER PRIMARY KEY,          -- the key in the other tables and in the search index
    canon_id             TEXT NOT NULL UNIQUE          -- the record's name, domain/slug
                         CHECK (canon_id GLOB '[a-z0-9]*/[a-z0-9]*' AND NOT canon_id GLOB '*[^a-z0-9._/-]*'
                                AND NOT canon_id GLOB '*/[^a-z0-9]*' AND NOT canon_id GLOB '*/'),
    signature            TEXT NOT NULL CHECK (signature <> ''), -- the error text
    regex                TEXT NOT NULL,                -- finds the error in a log; not known to compile
    domain               TEXT NOT NULL                 -- the first segment of canon_id
                         CHECK (substr(canon_id, 1, length(domain) + 1) = domain || '/'),
    category             TEXT NOT NULL,                -- the kind of error, such as auth_error
    subcategory          TEXT,                         -- a finer kind
    root_cause           TEXT NOT NULL,                -- why the error happens
    root_cause_type      TEXT NOT NULL,                -- the kind of cause, such as generic
    os_specific          TEXT NOT NULL CHECK (os_specific = '{}' OR json_type(os_specific) = 'object'), -- free-form JSON, as it came
    official_doc_url     TEXT,                         -- where the vendor documents the error
    official_doc_section TEXT,                         -- the section there
    error_code           TEXT,                         -- the vendor's code, such as E0502
    verification_tier    TEXT NOT NULL CHECK (verification_tier <> ''), -- how far it has been checked
    confidence           REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    fix_success_rate     REAL NOT NULL CHECK (fix_success_rate BETWEEN 0 AND 1),
    resolvable           TEXT NOT NULL CHECK (resolvable IN ('true', 'partial', 'false')),
    first_seen           TEXT NOT NULL CHECK (date(first_seen) IS first_seen),
    last_confirmed       TEXT NOT NULL CHECK (date(last_confirmed) IS last_confirmed),
    last_updated         TEXT NOT NULL CHECK (date(last_updated) IS last_updated),
    evidence_count       INTEGER NOT NULL CHECK (evidence_count >= 0), -- pieces of evidence behind the record
    locale               TEXT NOT NULL,                -- the language of the untranslated texts, such as en
    graph_extra          TEXT NOT NULL CHECK (graph_extra = '{}' OR json_type(graph_extra) = 'object'), -- unknown keys of transition_graph
    extra                TEXT NOT NULL CHECK (extra = '{}' OR json_type(extra) = 'object'),       -- unknown keys of the record
    digest               BLOB NOT NULL CHECK (length(digest) = 32), -- SHA-256 of the record's canonical JSON
    added_by             INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT -- the batch that brought it
) STRICT;

-- Texts of a record in another language than its locale.
CREATE TABLE translation (
    record   INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    language TEXT NOT NULL CHECK (language IN ('zh')), -- the language, by its two-letter code
    field    TEXT NOT NULL CHECK (field IN ('signature', 'root_cause', 'workarounds')), -- what is translated
    position INTEGER NOT NULL CHECK (position >= 0),   -- which of the workarounds; 0 for the other fields
    text     TEXT NOT NULL,                            -- the translation; often an untranslated copy
    PRIMARY KEY (record, language, field, position)
) STRICT, WITHOUT ROWID;

-- A version of the software in which the error occurs.
CREATE TABLE version (
    record          INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    id              INTEGER NOT NULL CHECK (id > 0),       -- the item's own number in its record, never changed
    position        INTEGER NOT NULL CHECK (position >= 0), -- its place in the list
    version         TEXT NOT NULL,                         -- the version as people write it
    introduced      TEXT,                                  -- when or where the error came in
    deprecated      TEXT,                                  -- when or where the behaviour was deprecated
    removed         TEXT,                                  -- when or where it went away
    behavior_change TEXT,                                  -- what is different in this version
    status          TEXT NOT NULL,                         -- such as active
    extra           TEXT NOT NULL CHECK (extra = '{}' OR json_type(extra) = 'object'), -- unknown keys
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

-- Something that people try in vain.
CREATE TABLE dead_end (
    record    INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    id        INTEGER NOT NULL CHECK (id > 0),        -- the item's own number in its record, never changed
    position  INTEGER NOT NULL CHECK (position >= 0), -- its place in the list: d1 is position 0
    action    TEXT NOT NULL,                          -- what is tried; often empty
    why_fails TEXT NOT NULL,                          -- why it does not help
    fail_rate REAL NOT NULL CHECK (fail_rate BETWEEN 0 AND 1), -- how often it fails
    condition TEXT NOT NULL,                          -- under which condition; empty where always
    extra     TEXT NOT NULL CHECK (extra = '{}' OR json_type(extra) = 'object'), -- unknown keys
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

-- Something that helps.
CREATE TABLE workaround (
    record       INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    id           INTEGER NOT NULL CHECK (id > 0),        -- the item's own number in its record, never changed
    position     INTEGER NOT NULL CHECK (position >= 0), -- its place in the list: w1 is position 0
    action       TEXT NOT NULL,                          -- what to do, in a line
    success_rate REAL NOT NULL CHECK (success_rate BETWEEN 0 AND 1), -- how often it helps
    how          TEXT NOT NULL,                          -- how to do it; may equal action
    condition    TEXT NOT NULL,                          -- under which condition; empty where always
    extra        TEXT NOT NULL CHECK (extra = '{}' OR json_type(extra) = 'object'), -- unknown keys
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

-- Where a dead end or a workaround is documented.
CREATE TABLE source (
    record     INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    id         INTEGER NOT NULL CHECK (id > 0),          -- its own number in the record
    dead_end   INTEGER,                                  -- dead_end.id, where it belongs to one
    workaround INTEGER,                                  -- workaround.id, where it belongs to one
    position   INTEGER NOT NULL CHECK (position >= 0),   -- its place in the item's list
    url        TEXT NOT NULL,                            -- not known to be a URL
    PRIMARY KEY (record, id),
    FOREIGN KEY (record, dead_end) REFERENCES dead_end (record, id) ON DELETE CASCADE,
    FOREIGN KEY (record, workaround) REFERENCES workaround (record, id) ON DELETE CASCADE,
    CHECK ((dead_end IS NULL) <> (workaround IS NULL))
) STRICT, WITHOUT ROWID;

-- A free label of a record.
CREATE TABLE tag (
    record   INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 0),
    tag      TEXT NOT NULL,
    PRIMARY KEY (record, position)
) STRICT, WITHOUT ROWID;

-- Another name under which a record is looked up.
CREATE TABLE alias (
    record   INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 0),
    alias    TEXT NOT NULL,
    PRIMARY KEY (record, position)
) STRICT, WITHOUT ROWID;

-- A step from this error to another, or an error that is taken for it.
CREATE TABLE edge (
    record      INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL CHECK (kind IN ('leads_to', 'preceded_by', 'frequently_confused_with')),
    position    INTEGER NOT NULL CHECK (position >= 0),
    target      TEXT NOT NULL,                               -- the other record's canon_id; it may not exist
    probability REAL CHECK (probability BETWEEN 0 AND 1),    -- how often the step is taken; unknown where NULL
    condition   TEXT CHECK ((condition IS NULL) = (kind = 'frequently_confused_with')),     -- of a step
    distinction TEXT CHECK ((distinction IS NULL) <> (kind = 'frequently_confused_with')),  -- how to tell them apart
    extra       TEXT NOT NULL CHECK (extra = '{}' OR json_type(extra) = 'object'), -- unknown keys
    PRIMARY KEY (record, kind, position)
) STRICT, WITHOUT ROWID;

-- What a record was when it was last imported or exported. Where record.digest is another, it was edited here since.
CREATE TABLE publication (
    record INTEGER PRIMARY KEY REFERENCES record (id) ON DELETE CASCADE,
    digest BLOB NOT NULL CHECK (length(digest) = 32),                      -- SHA-256 of its canonical JSON then
    batch  INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT       -- the last batch at that time
) STRICT;

-- The search index. rowid is record.id. Contentless: it holds words only, split at the seams of identifiers and
-- between Chinese characters by canonry, which also treats the query so.
CREATE VIRTUAL TABLE search USING fts5 (
    signature, -- signatures
    label,     -- id, error code, tags, aliases
    action,    -- actions of workarounds and dead ends
    cause,     -- causes
    reason,    -- why dead ends fail
    word,      -- identifiers of several parts, whole: modulenotfounderror
    content = '',
    tokenize = 'unicode61 remove_diacritics 2'
);

-- The whole schema, which a new database gets at once. A test writes this file from the migrations that lead to it
-- (UPDATE_SCHEMA=1), and compares the two.

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
, withdrawn_in INTEGER REFERENCES batch (id) ON DELETE RESTRICT) STRICT;

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
    extra           TEXT NOT NULL CHECK (extra = '{}' OR json_type(extra) = 'object'), gone_in INTEGER REFERENCES batch (id) ON DELETE RESTRICT, -- unknown keys
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE dead_end (
    record    INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    id        INTEGER NOT NULL CHECK (id > 0),        -- the item's own number in its record, never changed
    position  INTEGER NOT NULL CHECK (position >= 0), -- its place in the list: d1 is position 0
    action    TEXT NOT NULL,                          -- what is tried; often empty
    why_fails TEXT NOT NULL,                          -- why it does not help
    fail_rate REAL NOT NULL CHECK (fail_rate BETWEEN 0 AND 1), -- how often it fails
    condition TEXT NOT NULL,                          -- under which condition; empty where always
    extra     TEXT NOT NULL CHECK (extra = '{}' OR json_type(extra) = 'object'), gone_in INTEGER REFERENCES batch (id) ON DELETE RESTRICT, -- unknown keys
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE workaround (
    record       INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    id           INTEGER NOT NULL CHECK (id > 0),        -- the item's own number in its record, never changed
    position     INTEGER NOT NULL CHECK (position >= 0), -- its place in the list: w1 is position 0
    action       TEXT NOT NULL,                          -- what to do, in a line
    success_rate REAL NOT NULL CHECK (success_rate BETWEEN 0 AND 1), -- how often it helps
    how          TEXT NOT NULL,                          -- how to do it; may equal action
    condition    TEXT NOT NULL,                          -- under which condition; empty where always
    extra        TEXT NOT NULL CHECK (extra = '{}' OR json_type(extra) = 'object'), gone_in INTEGER REFERENCES batch (id) ON DELETE RESTRICT, -- unknown keys
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE tag (
    record   INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 0),
    tag      TEXT NOT NULL,
    PRIMARY KEY (record, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE alias (
    record   INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 0),
    alias    TEXT NOT NULL,
    PRIMARY KEY (record, position)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE "translation" (
    record   INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    language TEXT NOT NULL CHECK (language = 'zh'),    -- the language, by its two-letter code
    field    TEXT NOT NULL                             -- what is translated
             CHECK (field = 'signature' OR field = 'root_cause' OR field = 'workarounds'),
    position INTEGER NOT NULL CHECK (position >= 0),   -- which of the workarounds; 0 for the other fields
    text     TEXT NOT NULL,                            -- the translation; often an untranslated copy
    PRIMARY KEY (record, language, field, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE "edge" (
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

CREATE TABLE undo (
    undone INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT, -- the earlier batch
    record INTEGER NOT NULL REFERENCES record (id) ON DELETE RESTRICT,
    batch  INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT, is_partial INTEGER NOT NULL DEFAULT 0 CHECK (is_partial IN (0, 1)), -- the batch that took it back
    PRIMARY KEY (undone, record, batch)
) STRICT, WITHOUT ROWID;

CREATE TABLE applied (
    batch INTEGER PRIMARY KEY REFERENCES batch (id) ON DELETE RESTRICT
) STRICT;

CREATE TABLE ruling (
    evidence     INTEGER NOT NULL REFERENCES evidence (id) ON DELETE RESTRICT,
    batch        INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT,
    is_withdrawn INTEGER NOT NULL CHECK (is_withdrawn IN (0, 1)), -- 1: it no longer counts; 0: it counts again
    PRIMARY KEY (evidence, batch)
) STRICT, WITHOUT ROWID;

CREATE TABLE record_source (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),     -- the path from the database's folder on, or the given name
    day  TEXT NOT NULL CHECK (date(day) IS day)       -- the day of the last import from it or export to it
) STRICT;

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

CREATE TABLE "change" (
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

CREATE TABLE former_key (
    until INTEGER PRIMARY KEY REFERENCES batch (id) ON DELETE RESTRICT
) STRICT;

CREATE TABLE "evidence" (
    id            INTEGER PRIMARY KEY,               -- its number, e1, e2 and so on
    uid           BLOB NOT NULL UNIQUE CHECK (length(uid) = 16), -- its name everywhere: a hash of what it says (docs/ledger.md)
    record        INTEGER NOT NULL REFERENCES record (id) ON DELETE RESTRICT,
    version       INTEGER,                           -- version.id, if it is about one
    dead_end      INTEGER,                           -- dead_end.id, if it is about one
    workaround    INTEGER,                           -- workaround.id, if it is about one
    kind          TEXT NOT NULL                      -- what kind of evidence
                  CHECK (kind = 'source' OR kind = 'reproduction' OR kind = 'review' OR kind = 'outcome' OR kind = 'dispute'),
    outcome       TEXT                               -- how an attempt ended; such evidence is a report
                  CHECK (outcome = 'success' OR outcome = 'partial' OR outcome = 'fail' OR outcome = 'worse'),
    count         INTEGER NOT NULL CHECK (count > 0), -- for how many alike it stands; raises record.evidence_count
    day           TEXT NOT NULL CHECK (date(day) IS day), -- the day it was seen
    reporter      TEXT NOT NULL CHECK (reporter <> ''), -- who saw it
    reporter_kind TEXT NOT NULL                      -- what they say they are; the policy says whom it believes
                  CHECK (reporter_kind = 'maintainer' OR reporter_kind = 'ci' OR reporter_kind = 'user' OR reporter_kind = 'agent'),
    is_apart      INTEGER NOT NULL CHECK (is_apart = 0 OR is_apart = 1), -- 1: nobody is named, and each such report is a reporter of its own
    url           TEXT,                              -- where it can be read; not known to be a URL
    note          TEXT,                              -- what there is to say
    env_os        TEXT,                              -- on which system it was tried
    env_runtime   TEXT,                              -- on which runtime
    env_version   TEXT,                              -- of which version
    report_key    BLOB CHECK (length(report_key) = 10 OR length(report_key) = 16), -- tells a report that comes again: of 16 bytes by its report_id, of 10 by what it says of its record; NULL if it was recorded by hand or moved
    batch         INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT, -- the batch that brought it
    moved_from    INTEGER REFERENCES evidence (id) ON DELETE RESTRICT, -- the row that it was moved from; NULL if it was recorded here
    FOREIGN KEY (record, version) REFERENCES version (record, id) ON DELETE RESTRICT,
    FOREIGN KEY (record, dead_end) REFERENCES dead_end (record, id) ON DELETE RESTRICT,
    FOREIGN KEY (record, workaround) REFERENCES workaround (record, id) ON DELETE RESTRICT,
    CHECK (outcome IS NOT NULL OR kind <> 'outcome'),
    CHECK (outcome IS NULL OR kind = 'outcome' OR kind = 'reproduction'),
    CHECK (outcome IS NULL OR version IS NULL),
    CHECK ((version IS NOT NULL) + (dead_end IS NOT NULL) + (workaround IS NOT NULL) <= 1)
) STRICT;

CREATE TABLE sample (
    record   INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    matches  INTEGER NOT NULL CHECK (matches = 0 OR matches = 1), -- 1: the regex has to find it; 0: it must not
    position INTEGER NOT NULL CHECK (position >= 0),  -- its place among the samples of its kind
    text     TEXT NOT NULL,                           -- a line or a few as a log has them
    PRIMARY KEY (record, matches, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE waiver (
    record   INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 0),  -- its place among the waivers of the record
    code     TEXT NOT NULL CHECK (code <> ''),        -- the short form of the finding's code, such as W004
    field    TEXT NOT NULL,                           -- the field that the finding is about; empty if the whole record
    item     TEXT,                                    -- the text of the item that it is about; NULL for the record itself
    finding  BLOB NOT NULL CHECK (length(finding) = 32), -- SHA-256 over code, item and value: another text is another finding
    until    TEXT CHECK (date(until) IS until),       -- the last day on which it counts; NULL if it always does
    PRIMARY KEY (record, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE literal (
    gram    TEXT NOT NULL,  -- the part of 4 characters by which the literal is looked up; all of one that is shorter
    record  INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    literal TEXT NOT NULL,  -- its first 64 characters
    PRIMARY KEY (gram, record, literal)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE tree (
    id          INTEGER PRIMARY KEY,
    place       TEXT NOT NULL UNIQUE CHECK (place <> ''), -- its folder, named as in record_source
    version     TEXT NOT NULL,                            -- the version of canonry that made the bytes of its files
    samples_key TEXT                                      -- the custom key under which samples were published; NULL if none
) STRICT;

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

CREATE TABLE imported_piece (
    evidence   INTEGER PRIMARY KEY REFERENCES evidence (id) ON DELETE RESTRICT,
    record     TEXT NOT NULL,                         -- the id of its record when it was recorded
    item_text  TEXT,                                  -- the text of its item then; NULL for the record as a whole
    report_key BLOB CHECK (length(report_key) = 10 OR length(report_key) = 16), -- the key of its report; another piece may have it in its row
    moved_from BLOB CHECK (length(moved_from) = 16),  -- the uid of the piece that it was moved from
    number     INTEGER NOT NULL CHECK (number > 0)    -- its number among pieces that say the same
) STRICT;

CREATE TABLE imported_recording (
    evidence INTEGER NOT NULL REFERENCES evidence (id) ON DELETE RESTRICT,
    day      TEXT NOT NULL CHECK (date(day) IS day),
    actor    TEXT NOT NULL CHECK (actor <> ''),
    batch    INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT, -- the import
    PRIMARY KEY (evidence, day, actor)
) STRICT, WITHOUT ROWID;

CREATE TABLE imported_ruling (
    uid          BLOB NOT NULL CHECK (length(uid) = 16),   -- its name everywhere
    record       INTEGER NOT NULL REFERENCES record (id) ON DELETE RESTRICT,
    piece        BLOB NOT NULL CHECK (length(piece) = 16), -- the uid of the piece, which need not be here
    is_withdrawn INTEGER NOT NULL CHECK (is_withdrawn = 0 OR is_withdrawn = 1), -- 1: it no longer counts; 0: it counts again
    reason       TEXT,
    number       INTEGER NOT NULL CHECK (number BETWEEN 1 AND 65535), -- its number among the rulings of its day on the piece
    day          TEXT NOT NULL CHECK (date(day) IS day),
    actor        TEXT NOT NULL CHECK (actor <> ''),
    batch        INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT, -- the import
    PRIMARY KEY (uid)
) STRICT, WITHOUT ROWID;

CREATE TABLE "batch" (
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

CREATE TABLE merged_record (
    record INTEGER NOT NULL REFERENCES record (id) ON DELETE RESTRICT,
    merged INTEGER NOT NULL REFERENCES merged_batch (id) ON DELETE RESTRICT,
    PRIMARY KEY (record, merged)
) STRICT, WITHOUT ROWID;

CREATE TABLE "imported_notice" (
    uid    BLOB NOT NULL CHECK (length(uid) = 16), -- what identifies it everywhere
    id     TEXT NOT NULL,                          -- the id that it is about; no record here need have it
    event  TEXT NOT NULL CHECK (event IN ('withdrawn', 'restored', 'renamed', 'added')), -- what happened
    other  TEXT,                                   -- the id that a renamed record got, or that a withdrawn one was merged into
    reason TEXT,
    number INTEGER NOT NULL CHECK (number > 0),    -- its number among the notices of its day that its maker knew
    day    TEXT NOT NULL CHECK (date(day) IS day),
    actor  TEXT NOT NULL CHECK (actor <> ''),
    batch  INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT, -- the import
    PRIMARY KEY (uid),
    CHECK (event <> 'renamed' OR other IS NOT NULL)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE "recorded_rate" (
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

CREATE INDEX undo_of_batch ON undo (batch, record);

CREATE INDEX record_of_batch ON record (added_by);

CREATE INDEX change_of_batch ON change (batch, record);

CREATE INDEX former_id ON change (old) WHERE part = 'record' AND field = 'id';

CREATE INDEX change_of_claim ON change (record, part, item, batch)
WHERE field = 'success_rate' OR field = 'fail_rate' OR field = 'fix_success_rate';

CREATE INDEX tier_of_record ON change (record, batch) WHERE part = 'record' AND field = 'verification_tier';

CREATE INDEX evidence_of_claim
ON evidence (record, workaround, dead_end, outcome, reporter_kind, reporter, is_apart, count);

CREATE UNIQUE INDEX report ON evidence (record, report_key) WHERE length(report_key) = 10;

CREATE UNIQUE INDEX own_report ON evidence (report_key) WHERE length(report_key) = 16;

CREATE INDEX moved_evidence ON evidence (moved_from) WHERE moved_from IS NOT NULL;

CREATE INDEX report_of_imported_piece ON imported_piece (report_key) WHERE report_key IS NOT NULL;

CREATE INDEX imported_ruling_on_piece ON imported_ruling (piece);

CREATE INDEX imported_ruling_of_record ON imported_ruling (record);

CREATE INDEX departure ON change (batch, record) WHERE part = 'record' AND field IN ('withdrawn', 'id');

CREATE INDEX imported_notice_of_batch ON imported_notice (batch, id);

CREATE INDEX recorded_rate_of_record ON recorded_rate (record, part, item);

CREATE TRIGGER ruling_stays_as_it_is BEFORE UPDATE ON ruling
BEGIN SELECT RAISE(ABORT, 'a ruling is never changed'); END;

CREATE TRIGGER ruling_stays BEFORE DELETE ON ruling
BEGIN SELECT RAISE(ABORT, 'a ruling is never deleted'); END;

CREATE TRIGGER undo_stays_as_it_is BEFORE UPDATE ON undo
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;

CREATE TRIGGER undo_stays BEFORE DELETE ON undo
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;

CREATE TRIGGER evidence_stays_as_it_is BEFORE UPDATE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is never changed: withdraw it with `canonry evidence withdraw`'); END;

CREATE TRIGGER evidence_stays BEFORE DELETE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is never deleted: withdraw it with `canonry evidence withdraw`'); END;

CREATE TRIGGER release_stays_as_it_is BEFORE UPDATE ON release
BEGIN SELECT RAISE(ABORT, 'a release is never changed'); END;

CREATE TRIGGER release_stays BEFORE DELETE ON release
BEGIN SELECT RAISE(ABORT, 'a release is never deleted'); END;

CREATE TRIGGER imported_piece_stays_as_it_is BEFORE UPDATE ON imported_piece
BEGIN SELECT RAISE(ABORT, 'a line of a ledger is never changed'); END;

CREATE TRIGGER imported_piece_stays BEFORE DELETE ON imported_piece
BEGIN SELECT RAISE(ABORT, 'a line of a ledger is never deleted'); END;

CREATE TRIGGER imported_recording_stays_as_it_is BEFORE UPDATE ON imported_recording
BEGIN SELECT RAISE(ABORT, 'a line of a ledger is never changed'); END;

CREATE TRIGGER imported_recording_stays BEFORE DELETE ON imported_recording
BEGIN SELECT RAISE(ABORT, 'a line of a ledger is never deleted'); END;

CREATE TRIGGER imported_ruling_stays_as_it_is BEFORE UPDATE ON imported_ruling
BEGIN SELECT RAISE(ABORT, 'a line of a ledger is never changed'); END;

CREATE TRIGGER imported_ruling_stays BEFORE DELETE ON imported_ruling
BEGIN SELECT RAISE(ABORT, 'a line of a ledger is never deleted'); END;

CREATE TRIGGER merged_batch_stays_as_it_is BEFORE UPDATE ON merged_batch
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;

CREATE TRIGGER merged_batch_stays BEFORE DELETE ON merged_batch
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;

CREATE TRIGGER merged_record_stays_as_it_is BEFORE UPDATE ON merged_record
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;

CREATE TRIGGER merged_record_stays BEFORE DELETE ON merged_record
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;

CREATE TRIGGER imported_notice_stays_as_it_is BEFORE UPDATE ON imported_notice
BEGIN SELECT RAISE(ABORT, 'a notice is never changed'); END;

CREATE TRIGGER imported_notice_stays BEFORE DELETE ON imported_notice
BEGIN SELECT RAISE(ABORT, 'a notice is never deleted'); END;

CREATE TRIGGER recorded_rewording_stays_as_it_is BEFORE UPDATE ON recorded_rewording
BEGIN SELECT RAISE(ABORT, 'a recorded rewording is never changed'); END;

CREATE TRIGGER recorded_rewording_stays BEFORE DELETE ON recorded_rewording
BEGIN SELECT RAISE(ABORT, 'a recorded rewording is never deleted'); END;

CREATE TRIGGER recorded_rate_stays_as_it_is BEFORE UPDATE ON recorded_rate
BEGIN SELECT RAISE(ABORT, 'a recorded rate is never changed'); END;

CREATE TRIGGER recorded_rate_stays BEFORE DELETE ON recorded_rate
BEGIN SELECT RAISE(ABORT, 'a recorded rate is never deleted'); END;

CREATE TRIGGER change_stays_as_it_is BEFORE UPDATE ON change
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;

CREATE TRIGGER change_stays BEFORE DELETE ON change
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;

-- Evidence has a name that is the same in every database, and the key of a report no longer depends on its database.

-- The program works out uids and keys beforehand, for SQL cannot hash; it leaves them in temp.worked_out.
CREATE TABLE evidence_new (
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
-- A row that was left out of what was worked out has no uid, and ends the migration.
INSERT INTO evidence_new
SELECT e.id, w.uid, record, version, dead_end, workaround, kind, outcome, count, day, reporter, reporter_kind, is_apart, url, note,
    env_os, env_runtime, env_version, w.report_key, batch, moved_from
FROM evidence e
LEFT JOIN temp.worked_out w ON w.id = e.id
ORDER BY e.id;
DROP TABLE temp.worked_out;
DROP TABLE evidence;
ALTER TABLE evidence_new RENAME TO evidence;

-- The evidence of a record, and all that a claim's rate is computed from, without looking at the rows.
CREATE INDEX evidence_of_claim
ON evidence (record, workaround, dead_end, outcome, reporter_kind, reporter, is_apart, count);

-- Reports that are known by what they say, each on its record, in whose order they are written.
CREATE UNIQUE INDEX report ON evidence (record, report_key) WHERE length(report_key) = 10;

-- Reports that are known by their report_id, on whatever record.
CREATE UNIQUE INDEX own_report ON evidence (report_key) WHERE length(report_key) = 16;

-- Where evidence was moved to.
CREATE INDEX moved_evidence ON evidence (moved_from) WHERE moved_from IS NOT NULL;

CREATE TRIGGER evidence_stays_as_it_is BEFORE UPDATE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is never changed: withdraw it with `canonry evidence withdraw`'); END;
CREATE TRIGGER evidence_stays BEFORE DELETE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is never deleted: withdraw it with `canonry evidence withdraw`'); END;

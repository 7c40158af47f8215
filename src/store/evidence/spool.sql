-- A database of one run, thrown away at its end: one transaction without a journal, which nothing waits for.
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA threads = 1;
CREATE TABLE spool (
    id            INTEGER PRIMARY KEY,
    record        INTEGER NOT NULL,
    dead_end      INTEGER,
    workaround    INTEGER,
    outcome       TEXT NOT NULL,
    count         INTEGER NOT NULL,
    day           TEXT NOT NULL,
    reporter      TEXT NOT NULL,
    reporter_kind TEXT NOT NULL,
    is_apart      INTEGER NOT NULL,
    url           TEXT,
    note          TEXT,
    env_os        TEXT,
    env_runtime   TEXT,
    env_version   TEXT,
    report_key    BLOB NOT NULL,
    former        BLOB
) STRICT;
BEGIN

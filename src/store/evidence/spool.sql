DROP TABLE IF EXISTS temp.spool;
CREATE TEMP TABLE spool (
    id            INTEGER PRIMARY KEY, -- in the order of the file
    record        INTEGER NOT NULL,
    dead_end      INTEGER,
    workaround    INTEGER,
    outcome       TEXT NOT NULL,
    count         INTEGER NOT NULL,
    day           TEXT NOT NULL,
    reporter      TEXT NOT NULL,
    reporter_kind TEXT NOT NULL,
    url           TEXT,
    note          TEXT,
    env_os        TEXT,
    env_runtime   TEXT,
    env_version   TEXT,
    report_key    BLOB NOT NULL
) STRICT

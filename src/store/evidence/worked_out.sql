CREATE TABLE temp.worked_out (
    id         INTEGER PRIMARY KEY,
    uid        BLOB NOT NULL UNIQUE,
    report_key BLOB
) STRICT

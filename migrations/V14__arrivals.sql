-- A notice may say that another record was added under an id. SQLite cannot change a CHECK, so the table is rebuilt.
CREATE TABLE imported_notice_new (
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
INSERT INTO imported_notice_new SELECT uid, id, event, other, reason, number, day, actor, batch FROM imported_notice;
DROP TABLE imported_notice;
ALTER TABLE imported_notice_new RENAME TO imported_notice;

CREATE INDEX imported_notice_of_batch ON imported_notice (batch, id);

CREATE TRIGGER imported_notice_stays_as_it_is BEFORE UPDATE ON imported_notice
BEGIN SELECT RAISE(ABORT, 'a notice is never changed'); END;

CREATE TRIGGER imported_notice_stays BEFORE DELETE ON imported_notice
BEGIN SELECT RAISE(ABORT, 'a notice is never deleted'); END;

-- Evidence and rulings that were imported from the ledgers of other maintainers: what their lines say in addition to the
-- rows here, so that they can be written again as they were.

-- A piece that was imported. Its row in evidence has the batch of the import, and no moved_from.
CREATE TABLE imported_piece (
    evidence   INTEGER PRIMARY KEY REFERENCES evidence (id) ON DELETE RESTRICT,
    record     TEXT NOT NULL,                         -- the id of its record when it was recorded
    item_text  TEXT,                                  -- the text of its item then; NULL for the record as a whole
    report_key BLOB CHECK (length(report_key) = 10 OR length(report_key) = 16), -- the key of its report; another piece may have it in its row
    moved_from BLOB CHECK (length(moved_from) = 16),  -- the uid of the piece that it was moved from
    number     INTEGER NOT NULL CHECK (number > 0)    -- its number among pieces that say the same
) STRICT;

CREATE INDEX report_of_imported_piece ON imported_piece (report_key) WHERE report_key IS NOT NULL;

-- Who recorded a piece elsewhere, and when. Several may have: a piece that was recorded here has its own batch besides.
CREATE TABLE imported_recording (
    evidence INTEGER NOT NULL REFERENCES evidence (id) ON DELETE RESTRICT,
    day      TEXT NOT NULL CHECK (date(day) IS day),
    actor    TEXT NOT NULL CHECK (actor <> ''),
    batch    INTEGER NOT NULL REFERENCES batch (id) ON DELETE RESTRICT, -- the import
    PRIMARY KEY (evidence, day, actor)
) STRICT, WITHOUT ROWID;

-- A ruling that was made elsewhere. Rows of ruling by an import are what follows from these.
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

CREATE INDEX imported_ruling_on_piece ON imported_ruling (piece);

CREATE INDEX imported_ruling_of_record ON imported_ruling (record);

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

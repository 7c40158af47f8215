-- What is kept with a record and not published with it: samples for its regex, and findings that are not reported. Both
-- are fields of the record in the journal (samples.match, samples.no_match, waivers), but not part of its digest.

-- A text that the regex of a record has to find, or must not find.
CREATE TABLE sample (
    record   INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    matches  INTEGER NOT NULL CHECK (matches = 0 OR matches = 1), -- 1: the regex has to find it; 0: it must not
    position INTEGER NOT NULL CHECK (position >= 0),  -- its place among the samples of its kind
    text     TEXT NOT NULL,                           -- a line or a few as a log has them
    PRIMARY KEY (record, matches, position)
) STRICT, WITHOUT ROWID;

-- A finding of `canonry check` that is not reported. Who waived it, and why, is in the batch that the journal names.
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

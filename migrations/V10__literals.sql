-- A text of which a regex needs one: it finds something only in texts in which one of its literals occurs. All is in
-- the case to which canonry folds. A regex that needs none has one row with the empty literal, and a text that is no
-- regex has no row. Derived from record.regex, for withdrawn records too.
CREATE TABLE literal (
    gram    TEXT NOT NULL,  -- the part of 4 characters by which the literal is looked up; all of one that is shorter
    record  INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    literal TEXT NOT NULL,  -- its first 64 characters
    PRIMARY KEY (gram, record, literal)
) STRICT, WITHOUT ROWID;

-- Evidence that a maintainer moved to another item or record, and undos that left something.

-- The row that this one was moved from: it says the same, was withdrawn by the same batch, and keeps the key of its
-- report. NULL if the row was recorded where it is.
ALTER TABLE evidence ADD COLUMN moved_from INTEGER REFERENCES evidence (id) ON DELETE RESTRICT;

-- Where evidence was moved to.
CREATE INDEX moved_evidence ON evidence (moved_from) WHERE moved_from IS NOT NULL;

-- 1: fields of the record that later batches had changed were left as they are, so that they can still be undone.
ALTER TABLE undo ADD COLUMN is_partial INTEGER NOT NULL DEFAULT 0 CHECK (is_partial IN (0, 1));

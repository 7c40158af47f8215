-- A list of three words in the condition of an index made SQLite build a table, to look the word up in, for every row
-- of change that was written. Spelled out, it compares.
DROP INDEX change_of_claim;

-- The values that a claim had.
CREATE INDEX change_of_claim ON change (record, part, item, batch)
WHERE field = 'success_rate' OR field = 'fail_rate' OR field = 'fix_success_rate';

-- Batches that published estimates, and those that undid them or undid that: the baseline is the same after each of them.
-- A rate that was set to the value that it had is a claim of its own here, of the part base, and never an estimate.
-- SQLite takes old from the row that has the least batch.
WITH RECURSIVE estimated (batch) AS (
    SELECT batch FROM applied
    UNION
    SELECT u.batch FROM undo u JOIN estimated e ON u.undone = e.batch
)
SELECT c.record, c.part, c.item, min(c.batch), c.old, count(*) = count(a.batch) AS is_estimated
FROM change c
LEFT JOIN estimated a ON a.batch = c.batch
WHERE c.field = 'success_rate' OR c.field = 'fail_rate' OR c.field = 'fix_success_rate'
GROUP BY c.record, c.part, c.item

-- SQLite takes old from the row that has the least batch.
SELECT c.record, c.part, c.item, min(c.batch), c.old, count(*) = count(a.batch) AS is_estimated
FROM change c
LEFT JOIN applied a ON a.batch = c.batch
WHERE c.field = 'success_rate' OR c.field = 'fail_rate' OR c.field = 'fix_success_rate'
GROUP BY c.record, c.part, c.item

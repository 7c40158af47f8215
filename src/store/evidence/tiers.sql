-- SQLite takes old from the row that has the least batch.
SELECT record, old, min(batch)
FROM change
WHERE part = 'record' AND field = 'verification_tier'
GROUP BY record

-- The rulings on the evidence of a record that were made here and elsewhere, those on a piece in the order in which this
-- database has them. What an import ruled follows from those that were made elsewhere.
SELECT e.uid AS piece, r.batch, r.is_withdrawn, b.reason, b.day, b.actor, NULL AS number
FROM evidence e
JOIN ruling r ON r.evidence = e.id
JOIN batch b ON b.id = r.batch
WHERE e.record = :record AND coalesce(b.verb, '') NOT IN ('import', 'merge')
UNION ALL
SELECT i.piece, i.batch, i.is_withdrawn, i.reason, i.day, i.actor, i.number
FROM imported_ruling i
WHERE i.record = :record
ORDER BY piece, batch, number

-- Who recorded the pieces of a record, and when.
SELECT e.uid, b.day, b.actor
FROM evidence e
JOIN batch b ON b.id = e.batch
WHERE e.record = :record AND NOT EXISTS (SELECT 1 FROM imported_piece i WHERE i.evidence = e.id)
UNION ALL
SELECT e.uid, r.day, r.actor
FROM evidence e
JOIN imported_recording r ON r.evidence = e.id
WHERE e.record = :record

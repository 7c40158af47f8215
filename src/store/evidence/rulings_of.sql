-- The rulings on the evidence of a record, those on a piece in the order in which they were made.
SELECT e.uid, r.is_withdrawn, b.day, b.actor, b.reason, pb.day AS recorded_on
FROM evidence e
JOIN ruling r ON r.evidence = e.id
JOIN batch b ON b.id = r.batch
JOIN batch pb ON pb.id = e.batch
WHERE e.record = :record
ORDER BY e.id, r.batch

-- The ids that records had after a batch, if they have others now: what the first later change took them from.
SELECT c.record, c.old ->> '$' AS canon_id, min(c.batch)
FROM change c
JOIN record r ON r.id = c.record
WHERE c.part = 'record' AND c.field = 'id' AND c.batch > :batch AND r.added_by <= :batch
GROUP BY c.record

-- Batches count from 1 without holes.
SELECT NULL AS canon_id, b.id + 1 AS batch
FROM (SELECT 0 AS id UNION ALL SELECT id FROM batch) b
WHERE b.id < (SELECT max(id) FROM batch) AND NOT EXISTS (SELECT 1 FROM batch n WHERE n.id = b.id + 1)

-- The record that got an id as an alias in the batch that withdrew the record of that id.
SELECT c.record, r.canon_id
FROM change c
JOIN record r ON r.id = c.record
WHERE c.batch = :batch AND c.part = 'record' AND c.field = 'aliases' AND c.record <> :record
  AND EXISTS (SELECT 1 FROM json_each(c.new) WHERE value = :id)
  AND NOT EXISTS (SELECT 1 FROM json_each(c.old) WHERE value = :id)
ORDER BY c.record
LIMIT 1

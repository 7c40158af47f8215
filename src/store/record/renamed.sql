-- An id that a record had only until an undo is not one of its former names.
SELECT DISTINCT r.canon_id
FROM change c
JOIN record r ON r.id = c.record
WHERE c.part = 'record' AND c.field = 'id' AND c.old = :former
  AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.batch = c.batch AND u.record = c.record)

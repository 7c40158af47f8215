SELECT DISTINCT r.canon_id
FROM change c
JOIN record r ON r.id = c.record
WHERE c.part = 'record' AND c.field = 'id' AND c.old = :former

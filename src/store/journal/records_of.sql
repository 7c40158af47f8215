SELECT record FROM change WHERE batch = :batch
UNION
SELECT record FROM undo WHERE batch = :batch
UNION
SELECT id FROM record WHERE added_by = :batch
ORDER BY record

SELECT record FROM change WHERE batch = :batch
UNION
SELECT record FROM undo WHERE batch = :batch
ORDER BY record

SELECT record FROM change WHERE batch > :batch
UNION
SELECT id FROM record WHERE added_by > :batch

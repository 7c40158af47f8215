SELECT batch, part, item, field, old, new
FROM change
WHERE record = :record AND batch > :batch
UNION ALL
SELECT added_by, 'record', 0, 'withdrawn', NULL, 'false'
FROM record
WHERE id = :record AND added_by > :batch
ORDER BY batch DESC, part, item, field

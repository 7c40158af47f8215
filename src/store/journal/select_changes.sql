SELECT batch, part, item, field, old, new
FROM change
WHERE record = :record AND batch > :batch
ORDER BY batch DESC, part, item, field

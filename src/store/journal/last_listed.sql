SELECT new
FROM change
WHERE record = :record AND part = 'record' AND item = 0 AND field = :field
ORDER BY batch DESC
LIMIT 1

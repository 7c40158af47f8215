SELECT old ->> '$' AS text
FROM change
WHERE record = ? AND batch > ? AND part = ? AND item = ? AND field = ? AND old IS NOT NULL
ORDER BY batch
LIMIT 1

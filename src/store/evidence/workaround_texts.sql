SELECT id, action AS text
FROM workaround
WHERE record = :record AND gone_in IS NULL
ORDER BY position

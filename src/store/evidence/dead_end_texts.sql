SELECT id, iif(action = '', why_fails, action) AS text
FROM dead_end
WHERE record = :record AND gone_in IS NULL
ORDER BY position

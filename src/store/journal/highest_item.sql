SELECT coalesce(max(item), 0) AS highest
FROM change
WHERE record = :record AND part = :part

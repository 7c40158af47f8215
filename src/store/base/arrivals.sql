-- Each record with the batch that added it, and the digest of what it was then if that is known.
SELECT r.id, r.added_by, CASE WHEN p.batch = r.added_by AND p.text IS NULL THEN p.digest END AS digest
FROM record r
LEFT JOIN publication p ON p.record = r.id
ORDER BY r.id

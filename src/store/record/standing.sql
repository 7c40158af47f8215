SELECT r.id, r.digest, r.withdrawn_in, p.digest AS published
FROM record r
LEFT JOIN publication p ON p.record = r.id
WHERE r.canon_id = :canon_id

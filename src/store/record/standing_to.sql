SELECT r.id, r.digest, r.withdrawn_in, b.digest AS brought, b.sent_digest AS sent
FROM record r
LEFT JOIN base b ON b.record = r.id AND b.source = :source
WHERE r.canon_id = :canon_id

SELECT DISTINCT r.id, r.first_seen, r.withdrawn_in, r.evidence_count
FROM alias a
JOIN record r ON r.id = a.record
WHERE a.alias = :name

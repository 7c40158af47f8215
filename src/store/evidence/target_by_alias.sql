SELECT DISTINCT r.id, r.first_seen, r.withdrawn_in
FROM alias a
JOIN record r ON r.id = a.record
WHERE a.alias = :name

SELECT r.id
FROM record r
WHERE r.withdrawn_in IS NULL AND r.id IN (SELECT record FROM waiver WHERE substr(code, 1, 1) = :family)
ORDER BY r.canon_id

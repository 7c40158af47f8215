-- A record that was changed before it is said to have been added, and that a state before that would lack.
SELECT r.id, r.added_by
FROM record r
WHERE r.added_by > :batch AND EXISTS (SELECT 1 FROM change c WHERE c.record = r.id AND c.batch < r.added_by)
LIMIT 1

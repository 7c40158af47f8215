SELECT id, first_seen, withdrawn_in
FROM record
WHERE canon_id = :name

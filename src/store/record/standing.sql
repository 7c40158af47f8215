SELECT id, digest, withdrawn_in
FROM record
WHERE canon_id = :canon_id

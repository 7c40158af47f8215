SELECT id, first_seen, withdrawn_in, evidence_count
FROM record
WHERE canon_id = :name

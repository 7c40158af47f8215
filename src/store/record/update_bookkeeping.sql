UPDATE record
SET evidence_count = :evidence_count, last_confirmed = :last_confirmed, last_updated = :last_updated, digest = :digest
WHERE id = :id

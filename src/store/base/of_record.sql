SELECT s.name, b.digest, b.batch, b.difference, b.sent_digest, b.sent_batch
FROM base b
JOIN record_source s ON s.id = b.source
WHERE b.record = :record

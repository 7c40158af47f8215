-- What any source last brought; if none did, what was last written to one.
SELECT digest, batch, difference, sent_digest, sent_batch
FROM base
WHERE record = :record
ORDER BY batch IS NULL, batch DESC, sent_batch DESC
LIMIT 1

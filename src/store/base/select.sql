SELECT digest, batch, difference, sent_digest, sent_batch
FROM base
WHERE record = :record AND source = :source

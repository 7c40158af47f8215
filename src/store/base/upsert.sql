INSERT INTO base (record, source, digest, batch, difference, sent_digest, sent_batch)
VALUES (:record, :source, :digest, :batch, :difference, :sent_digest, :sent_batch)
ON CONFLICT (record, source) DO UPDATE
SET digest = excluded.digest, batch = excluded.batch, difference = excluded.difference,
    sent_digest = excluded.sent_digest, sent_batch = excluded.sent_batch

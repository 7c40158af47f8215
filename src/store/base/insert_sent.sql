INSERT INTO base (record, source, sent_digest, sent_batch)
VALUES (?, ?, ?, ?)

INSERT INTO publication (record, digest, batch, text)
VALUES (:record, :digest, :batch, :text)
ON CONFLICT (record) DO UPDATE SET digest = excluded.digest, batch = excluded.batch, text = excluded.text

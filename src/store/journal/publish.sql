INSERT INTO publication (record, digest, batch)
VALUES (:record, :digest, :batch)
ON CONFLICT (record) DO UPDATE SET digest = excluded.digest, batch = excluded.batch

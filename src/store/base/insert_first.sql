INSERT INTO base (record, source, digest, batch)
VALUES (:record, :source, :digest, :batch)

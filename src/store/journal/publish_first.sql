INSERT INTO publication (record, digest, batch)
VALUES (:record, :digest, :batch)

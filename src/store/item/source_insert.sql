INSERT INTO source (record, id, dead_end, workaround, position, url)
VALUES (:record, :id, :dead_end, :workaround, :position, :url)

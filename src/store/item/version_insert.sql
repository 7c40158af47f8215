INSERT INTO version (record, id, position, version, introduced, deprecated, removed, behavior_change, status, extra)
VALUES (:record, :id, :position, :version, :introduced, :deprecated, :removed, :behavior_change, :status, :extra)

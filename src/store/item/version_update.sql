UPDATE version
SET position = :position, version = :version, introduced = :introduced, deprecated = :deprecated, removed = :removed, behavior_change = :behavior_change, status = :status, extra = :extra
WHERE record = :record AND id = :id

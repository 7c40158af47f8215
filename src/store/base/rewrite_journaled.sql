UPDATE change
SET item = :source, old = :old, new = :new
WHERE record = :record AND batch = :batch AND part = 'base' AND item = 0

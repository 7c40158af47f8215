DELETE FROM change
WHERE record = :record AND batch = :batch AND part = 'base' AND item = 0

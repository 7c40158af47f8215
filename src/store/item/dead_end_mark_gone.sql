UPDATE dead_end
SET gone_in = :batch
WHERE record = :record AND id = :id AND EXISTS (SELECT 1 FROM evidence WHERE record = :record AND dead_end = :id)

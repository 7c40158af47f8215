SELECT c.record, c.batch, c.part, c.item, c.field, c.old, c.new
FROM selected s
CROSS JOIN change c ON c.record = s.record
WHERE c.batch > :since
ORDER BY s.canon_id, c.batch DESC, c.part, c.item, c.field

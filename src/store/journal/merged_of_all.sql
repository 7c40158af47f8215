SELECT m.record, b.batch, b.source, b.number, b.identity, b.day, b.actor, b.reason, b.command, b.verb
FROM selected s
CROSS JOIN merged_record m ON m.record = s.record
JOIN merged_batch b ON b.id = m.merged
WHERE b.batch > :since
ORDER BY s.canon_id, b.batch, b.number

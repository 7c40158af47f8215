SELECT DISTINCT c.batch, c.record, r.last_updated
FROM change c
JOIN record r ON r.id = c.record
WHERE c.part <> 'base' AND c.batch <> r.added_by AND c.field NOT IN ('evidence', 'samples.match', 'samples.no_match', 'waivers')
  AND (r.withdrawn_in = c.batch OR c.record IN (SELECT record FROM selected))
ORDER BY c.batch DESC, r.last_updated DESC, r.canon_id
LIMIT :limit

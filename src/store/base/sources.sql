SELECT s.name, s.day, count(b.record) AS records,
    count(CASE WHEN coalesce(b.sent_digest, b.digest) <> r.digest OR r.withdrawn_in IS NOT NULL THEN 1 END) AS differing
FROM record_source s
LEFT JOIN base b ON b.source = s.id
LEFT JOIN record r ON r.id = b.record
GROUP BY s.id
ORDER BY s.name

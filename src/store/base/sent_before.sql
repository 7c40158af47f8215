SELECT b.record, coalesce(b.sent_digest, b.digest) AS digest
FROM base b
WHERE b.source = (SELECT id FROM record_source WHERE name = :name)

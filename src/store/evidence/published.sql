SELECT 'record' AS part, 0 AS item, NULL AS number, fix_success_rate AS rate, canon_id, verification_tier AS tier
FROM record
WHERE id = :record AND withdrawn_in IS NULL
UNION ALL
SELECT 'workaround', id, position + 1, success_rate, NULL, NULL
FROM workaround
WHERE record = :record AND gone_in IS NULL
UNION ALL
SELECT 'dead_end', id, position + 1, fail_rate, NULL, NULL
FROM dead_end
WHERE record = :record AND gone_in IS NULL

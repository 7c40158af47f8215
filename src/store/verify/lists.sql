-- Positions count from 0 without holes, in each list of a record.
WITH listed (record, list, item, language, position) AS (
    SELECT record, 'versions', NULL, NULL, position FROM version WHERE gone_in IS NULL
    UNION ALL
    SELECT record, 'dead_ends', NULL, NULL, position FROM dead_end WHERE gone_in IS NULL
    UNION ALL
    SELECT record, 'workarounds', NULL, NULL, position FROM workaround WHERE gone_in IS NULL
    UNION ALL
    SELECT record, 'dead_end', dead_end, NULL, position FROM source WHERE dead_end IS NOT NULL
    UNION ALL
    SELECT record, 'workaround', workaround, NULL, position FROM source WHERE workaround IS NOT NULL
    UNION ALL
    SELECT record, 'tags', NULL, NULL, position FROM tag
    UNION ALL
    SELECT record, 'aliases', NULL, NULL, position FROM alias
    UNION ALL
    SELECT record, iif(matches, 'samples.match', 'samples.no_match'), NULL, NULL, position FROM sample
    UNION ALL
    SELECT record, 'waivers', NULL, NULL, position FROM waiver
    UNION ALL
    SELECT record, kind, NULL, NULL, position FROM edge
    UNION ALL
    SELECT record, field, NULL, language, position FROM translation
)
SELECT (SELECT canon_id FROM record r WHERE r.id = l.record) AS canon_id, l.list, l.item, l.language,
    count(*) AS length
FROM listed l
GROUP BY l.record, l.list, l.item, l.language
HAVING min(l.position) <> 0 OR max(l.position) <> count(*) - 1 OR count(DISTINCT l.position) <> count(*)

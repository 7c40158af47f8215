-- Positions count from 0 without holes, in each list of a record.
WITH listed (record, list, position) AS (
    SELECT record, 'versions', position FROM version WHERE gone_in IS NULL
    UNION ALL
    SELECT record, 'dead_ends', position FROM dead_end WHERE gone_in IS NULL
    UNION ALL
    SELECT record, 'workarounds', position FROM workaround WHERE gone_in IS NULL
    UNION ALL
    SELECT record, 'sources of dead_end.id ' || dead_end, position FROM source WHERE dead_end IS NOT NULL
    UNION ALL
    SELECT record, 'sources of workaround.id ' || workaround, position FROM source WHERE workaround IS NOT NULL
    UNION ALL
    SELECT record, 'tags', position FROM tag
    UNION ALL
    SELECT record, 'aliases', position FROM alias
    UNION ALL
    SELECT record, iif(matches, 'samples.match', 'samples.no_match'), position FROM sample
    UNION ALL
    SELECT record, 'waivers', position FROM waiver
    UNION ALL
    SELECT record, kind, position FROM edge
    UNION ALL
    SELECT record, field || ' in ' || language, position FROM translation
)
SELECT (SELECT canon_id FROM record r WHERE r.id = l.record) AS canon_id,
    'the positions of its ' || l.list || ' do not count from 0 to ' || (count(*) - 1) AS what
FROM listed l
GROUP BY l.record, l.list
HAVING min(l.position) <> 0 OR max(l.position) <> count(*) - 1 OR count(DISTINCT l.position) <> count(*)

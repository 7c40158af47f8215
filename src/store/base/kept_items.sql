-- The items that a record no longer has, or never had, and that evidence refers to, with their texts.
SELECT 'version' AS kind, id, version AS text FROM version WHERE record = :record AND gone_in IS NOT NULL
UNION ALL
SELECT 'dead_end', id, iif(action = '', why_fails, action) FROM dead_end WHERE record = :record AND gone_in IS NOT NULL
UNION ALL
SELECT 'workaround', id, action FROM workaround WHERE record = :record AND gone_in IS NOT NULL

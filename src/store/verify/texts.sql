SELECT t.name,
    coalesce((SELECT group_concat(name, ', ' ORDER BY pk) FROM pragma_table_info(t.name) WHERE pk > 0), 'rowid') AS key,
    (SELECT group_concat(name, ', ' ORDER BY cid) FROM pragma_table_info(t.name) WHERE type = 'TEXT') AS texts,
    iif('gone_in' IN (SELECT name FROM pragma_table_info(t.name)), 'WHERE gone_in IS NOT NULL', '') AS condition
FROM pragma_table_list t
WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE 'refinery%'
    AND t.name NOT IN ('record', 'translation', 'tag', 'alias', 'source', 'edge', 'change', 'sample', 'waiver', 'literal')
    AND texts IS NOT NULL
ORDER BY t.name

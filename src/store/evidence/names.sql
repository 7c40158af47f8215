SELECT r.canon_id, coalesce(w.action, iif(d.action = '', d.why_fails, d.action), v.version) AS text
FROM record r
LEFT JOIN version v ON v.record = r.id AND v.id = :version
LEFT JOIN dead_end d ON d.record = r.id AND d.id = :dead_end
LEFT JOIN workaround w ON w.record = r.id AND w.id = :workaround
WHERE r.id = :record

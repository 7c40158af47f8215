SELECT r.id, s.canon_id, r.digest, f.name, f.bytes, f.modified, f.changed, f.inode,
    :has_key AND EXISTS (SELECT 1 FROM sample a WHERE a.record = r.id) AS shows_samples
FROM selected s
CROSS JOIN record r ON r.id = s.record
LEFT JOIN tree_file f ON f.tree = :tree AND f.record = r.id AND f.digest = r.digest
ORDER BY s.canon_id

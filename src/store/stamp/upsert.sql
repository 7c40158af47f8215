INSERT OR REPLACE INTO tree_file (tree, record, name, digest, bytes, modified, changed, inode)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)

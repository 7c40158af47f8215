-- What happened later has a later number.
SELECT r.canon_id, u.batch, u.undone
FROM undo u
JOIN record r ON r.id = u.record
WHERE u.undone >= u.batch

-- The reason of those who withdrew the record elsewhere, else that of the command here.
coalesce(
    (SELECT n.reason FROM imported_notice n
     WHERE n.batch = r.withdrawn_in AND n.id = r.canon_id AND n.event = 'withdrawn' AND n.reason IS NOT NULL LIMIT 1),
    (SELECT reason FROM batch WHERE id = r.withdrawn_in)
)

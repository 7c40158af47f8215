-- How many rows the ledger of each record has. None of them is ever changed or deleted, so a ledger with as many is the same.
SELECT r.id, r.canon_id,
    (SELECT count(*) FROM evidence e WHERE e.record = r.id) AS pieces,
    (SELECT count(*) FROM evidence e CROSS JOIN imported_recording i ON i.evidence = e.id WHERE e.record = r.id) AS recordings,
    (SELECT count(*) FROM evidence e CROSS JOIN ruling u ON u.evidence = e.id WHERE e.record = r.id) AS rulings,
    (SELECT count(*) FROM imported_ruling i WHERE i.record = r.id) AS imported_rulings,
    (SELECT count(*) FROM recorded_rate a WHERE a.record = r.id) AS rates,
    (SELECT count(*) FROM recorded_rewording w WHERE w.record = r.id) AS rewordings
FROM selected s
CROSS JOIN record r ON r.id = s.record
WHERE EXISTS (SELECT 1 FROM evidence e WHERE e.record = r.id)
    OR EXISTS (SELECT 1 FROM recorded_rate a WHERE a.record = r.id)
    OR EXISTS (SELECT 1 FROM recorded_rewording w WHERE w.record = r.id)
ORDER BY r.canon_id

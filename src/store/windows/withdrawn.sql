DELETE FROM temp.nearby
WHERE record IN (SELECT n.record FROM temp.nearby n CROSS JOIN record r ON r.id = n.record WHERE r.withdrawn_in IS NOT NULL)
RETURNING record

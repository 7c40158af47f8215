SELECT uid, part, item, record_id, item_text, rate, baseline, tier, known, generation, number, day, actor, batch, set_in, is_own
FROM recorded_rate
WHERE /* which */
ORDER BY generation, number, uid

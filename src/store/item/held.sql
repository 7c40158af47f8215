SELECT DISTINCT version, dead_end, workaround
FROM evidence
WHERE record = :record AND (version IS NOT NULL OR dead_end IS NOT NULL OR workaround IS NOT NULL)

SELECT reporter_kind, url, record, dead_end, workaround, outcome, count, day, note, env_os, env_runtime, env_version
FROM evidence
WHERE report_key >= ? AND report_key <= ? AND length(report_key) = 16
ORDER BY report_key

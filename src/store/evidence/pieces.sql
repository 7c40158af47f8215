SELECT id, record, version, dead_end, workaround, kind, outcome, count, day, reporter, reporter_kind, is_apart, url, note,
    env_os, env_runtime, env_version, batch, moved_from, report_key, /* uid */ NULL
FROM evidence
ORDER BY id

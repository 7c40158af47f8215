INSERT INTO evidence (
    uid, record, version, dead_end, workaround, kind, outcome, count, day, reporter, reporter_kind, is_apart, url, note, env_os,
    env_runtime, env_version, report_key, batch, moved_from)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING

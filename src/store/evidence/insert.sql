INSERT INTO evidence (
    record, version, dead_end, workaround, kind, outcome, count, day, reporter, reporter_kind, is_apart, url, note, env_os,
    env_runtime, env_version, report_key, batch)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (report_key) WHERE report_key IS NOT NULL DO NOTHING

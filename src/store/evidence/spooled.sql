SELECT record, dead_end, workaround, outcome, count, day, reporter, reporter_kind, is_apart, url, note, env_os, env_runtime,
    env_version, report_key, former
FROM spool
ORDER BY record, id

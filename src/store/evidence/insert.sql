INSERT INTO evidence (
    record, version, dead_end, workaround, kind, outcome, count, day, reporter, reporter_kind, url, note, batch)
VALUES (
    :record, :version, :dead_end, :workaround, :kind, :outcome, :count, :day, :reporter, :reporter_kind, :url, :note,
    :batch)

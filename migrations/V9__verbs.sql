-- What each batch did, in a word, so that nobody has to read its command line.

-- The verb that wrote the batch. NULL if the batch is older than this column and its command line does not begin with
-- the name of a command that always does the same.
ALTER TABLE batch ADD COLUMN verb TEXT CHECK (verb IN ('import', 'new', 'edit', 'replace_values', 'fix_findings', 'rename',
    'withdraw', 'restore', 'add_sample', 'withdraw_samples', 'waive_findings', 'withdraw_waivers', 'add_evidence',
    'move_evidence', 'withdraw_evidence', 'confirm', 'import_feedback', 'publish_rates', 'promote', 'demote', 'undo',
    'repair'));

WITH named (words, verb) AS (
    VALUES ('import', 'import'), ('new', 'new'), ('edit', 'edit'), ('regex try', 'edit'),
        ('facet apply', 'replace_values'), ('check', 'fix_findings'), ('graph mirror', 'fix_findings'),
        ('rename', 'rename'), ('withdraw', 'withdraw'), ('restore', 'restore'), ('sample add', 'add_sample'),
        ('sample withdraw', 'withdraw_samples'), ('evidence add', 'add_evidence'), ('evidence move', 'move_evidence'),
        ('evidence withdraw', 'withdraw_evidence'), ('confirm', 'confirm'), ('feedback import', 'import_feedback'),
        ('rates', 'publish_rates'), ('promote', 'promote'), ('demote', 'demote'), ('undo', 'undo'), ('verify', 'repair')
)
UPDATE batch
SET verb = (SELECT n.verb FROM named n WHERE substr(command || ' ', 1, length(n.words) + 9) = 'canonry ' || n.words || ' ');

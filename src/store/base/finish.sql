DROP TABLE publication;
CREATE TRIGGER change_stays_as_it_is BEFORE UPDATE ON change
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;
CREATE TRIGGER change_stays BEFORE DELETE ON change
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;

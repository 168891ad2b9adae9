-- Copies of old rows of the audit log. Each holds the rows behind the one before it up to `last_*`, and is confirmed by
-- whoever has read it back with the digest that was recorded when the rows were handed out. A week after that its rows
-- may go: somebody with a stolen key erases nothing of the last ninety days, and is removed before the rest goes.
CREATE TABLE audit_export (
  export_id    TEXT    PRIMARY KEY,
  made_at      INTEGER NOT NULL,
  made_by      TEXT    NOT NULL,
  from_at      INTEGER NOT NULL,
  from_agency  INTEGER NOT NULL,
  from_id      TEXT    NOT NULL,
  last_at      INTEGER NOT NULL,
  last_agency  INTEGER NOT NULL,
  last_id      TEXT    NOT NULL,
  rows         INTEGER NOT NULL CHECK (rows > 0),
  digest       TEXT    NOT NULL,
  confirmed_at INTEGER CHECK (confirmed_at >= made_at),
  released_at  INTEGER CHECK (released_at >= confirmed_at + 604800000),
  done_at      INTEGER CHECK (done_at >= released_at),
  CHECK (last_at < made_at - 7776000000)
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_export_by_end ON audit_export (last_at, last_agency, last_id) WHERE confirmed_at IS NOT NULL;
CREATE INDEX audit_export_waiting ON audit_export (confirmed_at) WHERE confirmed_at IS NOT NULL AND released_at IS NULL;
CREATE INDEX audit_export_going ON audit_export (released_at) WHERE released_at IS NOT NULL AND done_at IS NULL;

CREATE INDEX audit_export_unconfirmed ON audit_export (made_at) WHERE confirmed_at IS NULL;

CREATE TRIGGER audit_exports_stay_as_they_are BEFORE UPDATE OF
  export_id, made_at, made_by, from_at, from_agency, from_id, last_at, last_agency, last_id, rows, digest
ON audit_export
BEGIN
  SELECT RAISE(ABORT, 'what an export holds is settled');
END;

-- Whoever has left may have made them: they are made again.
CREATE TRIGGER waiting_exports_end_with_an_operator AFTER UPDATE OF removed_at ON operator
WHEN NEW.removed_at IS NOT NULL
BEGIN
  DELETE FROM audit_export WHERE released_at IS NULL;
END;

DROP TRIGGER audit_rows_stay;

CREATE TRIGGER audit_rows_stay_until_they_are_elsewhere BEFORE DELETE ON audit
WHEN NOT EXISTS (
  SELECT 1 FROM audit_export e WHERE e.released_at IS NOT NULL AND e.done_at IS NULL
    AND (OLD.at, OLD.agency_code, OLD.audit_id) > (e.from_at, e.from_agency, e.from_id)
    AND (OLD.at, OLD.agency_code, OLD.audit_id) <= (e.last_at, e.last_agency, e.last_id))
BEGIN
  SELECT RAISE(ABORT, 'audit rows are append-only');
END;

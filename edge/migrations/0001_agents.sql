-- Agencies, their structure units and applications, the tokens issued to them, and the audit log.
--
-- Every key that belongs to an agency starts with the agency code, so that data can be split by agency later.
-- All times are milliseconds since 1970-01-01T00:00:00Z. A `blocked_at` that is NULL means "not blocked".

CREATE TABLE agency (
  agency_code INTEGER PRIMARY KEY CHECK (agency_code BETWEEN 1 AND 99999),
  name        TEXT    NOT NULL CHECK (name <> ''),
  blocked_at  INTEGER
) STRICT;

CREATE TABLE structure_unit (
  agency_code INTEGER NOT NULL REFERENCES agency (agency_code),
  unit        TEXT    NOT NULL CHECK (length(unit) BETWEEN 1 AND 16 AND unit NOT GLOB '*[^A-NP-Z]*'),
  name        TEXT    NOT NULL CHECK (name <> ''),
  address     TEXT    NOT NULL DEFAULT '',
  blocked_at  INTEGER,
  PRIMARY KEY (agency_code, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE seance (
  agency_code INTEGER NOT NULL,
  unit        TEXT    NOT NULL,
  name        TEXT    NOT NULL CHECK (name <> ''),
  PRIMARY KEY (agency_code, unit, name),
  FOREIGN KEY (agency_code, unit) REFERENCES structure_unit (agency_code, unit)
) STRICT, WITHOUT ROWID;

-- `password_version` counts rotations of the password; a re-hash of the same password leaves it alone.
CREATE TABLE application (
  agency_code      INTEGER NOT NULL REFERENCES agency (agency_code),
  login            TEXT    NOT NULL UNIQUE CHECK (login = lower(login) AND login <> ''),
  password_hash    TEXT    NOT NULL,
  password_version INTEGER NOT NULL DEFAULT 1,
  blocked_at       INTEGER,
  created_at       INTEGER NOT NULL,
  PRIMARY KEY (agency_code, login)
) STRICT;

CREATE TABLE application_unit (
  agency_code INTEGER NOT NULL,
  login       TEXT    NOT NULL,
  unit        TEXT    NOT NULL,
  PRIMARY KEY (agency_code, login, unit),
  FOREIGN KEY (agency_code, login) REFERENCES application (agency_code, login),
  FOREIGN KEY (agency_code, unit) REFERENCES structure_unit (agency_code, unit)
) STRICT, WITHOUT ROWID;

-- A token lives while its row has no `revoked_at` and `expires_at` lies ahead. The triggers below are the one
-- place that ends tokens early, whoever makes the change that ends them.
CREATE TABLE token (
  agency_code INTEGER NOT NULL,
  jti         TEXT    NOT NULL,
  login       TEXT    NOT NULL,
  unit        TEXT    NOT NULL,
  issued_at   INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  revoked_at  INTEGER,
  PRIMARY KEY (agency_code, jti),
  FOREIGN KEY (agency_code, login) REFERENCES application (agency_code, login)
) STRICT, WITHOUT ROWID;

CREATE INDEX token_by_application ON token (agency_code, login) WHERE revoked_at IS NULL;
CREATE INDEX token_by_expiry ON token (expires_at);

CREATE TRIGGER token_dies_with_agency AFTER UPDATE OF blocked_at ON agency WHEN NEW.blocked_at IS NOT NULL
BEGIN
  UPDATE token SET revoked_at = NEW.blocked_at WHERE agency_code = NEW.agency_code AND revoked_at IS NULL;
END;

CREATE TRIGGER token_dies_with_structure_unit AFTER UPDATE OF blocked_at ON structure_unit
WHEN NEW.blocked_at IS NOT NULL
BEGIN
  UPDATE token SET revoked_at = NEW.blocked_at
  WHERE agency_code = NEW.agency_code AND unit = NEW.unit AND revoked_at IS NULL;
END;

CREATE TRIGGER token_dies_with_application AFTER UPDATE OF blocked_at ON application WHEN NEW.blocked_at IS NOT NULL
BEGIN
  UPDATE token SET revoked_at = NEW.blocked_at
  WHERE agency_code = NEW.agency_code AND login = NEW.login AND revoked_at IS NULL;
END;

-- No time stands in these two changes, so the row takes SQLite's clock.
CREATE TRIGGER token_dies_with_password AFTER UPDATE OF password_version ON application
WHEN NEW.password_version <> OLD.password_version
BEGIN
  UPDATE token SET revoked_at = unixepoch() * 1000
  WHERE agency_code = NEW.agency_code AND login = NEW.login AND revoked_at IS NULL;
END;

CREATE TRIGGER token_dies_with_permission AFTER DELETE ON application_unit
BEGIN
  UPDATE token SET revoked_at = unixepoch() * 1000
  WHERE agency_code = OLD.agency_code AND login = OLD.login AND unit = OLD.unit AND revoked_at IS NULL;
END;

-- Wrong tries in a row of one login from one client address. `key` is a keyed hash of both: the table names
-- nobody, and rows of unknown logins look like all others.
CREATE TABLE login_try (
  key        TEXT    PRIMARY KEY,
  failed     INTEGER NOT NULL,
  tried_at   INTEGER NOT NULL,
  wait_until INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX login_try_by_age ON login_try (tried_at);

-- Who did what to whom, when and from where; agency 0 is "no agency known". Rows are written once and stay.
-- `audit_id` starts with nothing that can be guessed from outside; a repeated refusal reuses its own identifier
-- within a minute, so that nobody can flood the log.
CREATE TABLE audit (
  agency_code INTEGER NOT NULL CHECK (agency_code BETWEEN 0 AND 99999),
  at          INTEGER NOT NULL,
  audit_id    TEXT    NOT NULL,
  event       TEXT    NOT NULL,
  actor       TEXT    NOT NULL,
  subject     TEXT    NOT NULL,
  detail      TEXT    NOT NULL DEFAULT '',
  address     TEXT    NOT NULL DEFAULT '',
  request_id  TEXT    NOT NULL DEFAULT '',
  PRIMARY KEY (agency_code, audit_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_by_time ON audit (at);
CREATE INDEX audit_by_subject ON audit (subject, at);

CREATE TRIGGER audit_rows_never_change BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE(ABORT, 'audit rows are append-only');
END;

CREATE TRIGGER audit_rows_stay BEFORE DELETE ON audit
BEGIN
  SELECT RAISE(ABORT, 'audit rows are append-only');
END;

-- `INSERT OR REPLACE` fires no DELETE trigger; here it, too, finds that the row stays as it is.
CREATE TRIGGER audit_rows_are_not_replaced BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE agency_code = NEW.agency_code AND audit_id = NEW.audit_id)
BEGIN
  SELECT RAISE(IGNORE);
END;

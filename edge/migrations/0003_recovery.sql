-- Restoration of passwords, invitations, and the browsers that accounts know.
--
-- The conventions of 0001 hold.

-- Wishes for a link to a new password, one row each whatever the address, worked off behind the answer: the row names
-- the link that comes of it. `origin` is empty for that of the product. `done_by` names who has worked it off.
CREATE TABLE link_request (
  link_id      TEXT    PRIMARY KEY,
  purpose      TEXT    NOT NULL CHECK (purpose IN ('reset', 'invitation')),
  login        TEXT    NOT NULL,
  product      TEXT    NOT NULL CHECK (product IN ('cashier', 'boss')),
  language     TEXT    NOT NULL CHECK (language IN ('en', 'ru')),
  origin       TEXT    NOT NULL,
  address      TEXT    NOT NULL,
  request_id   TEXT    NOT NULL,
  requested_at INTEGER NOT NULL,
  done_at      INTEGER,
  done_by      TEXT    NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE INDEX link_request_by_turn ON link_request (requested_at) WHERE done_at IS NULL;
CREATE INDEX link_request_by_age ON link_request (requested_at);

-- A browser that has finished a sign-in of this account. `device_hash` is the digest of what its cookie holds,
-- `previous_hash` that of the value before, in case the answer with the new one was lost. `lock_key` names its own
-- counter of wrong passwords in `password_try`.
CREATE TABLE device (
  agency_code   INTEGER NOT NULL,
  login         TEXT    NOT NULL,
  device_hash   TEXT    NOT NULL,
  previous_hash TEXT    NOT NULL DEFAULT '',
  lock_key      TEXT    NOT NULL,
  created_at    INTEGER NOT NULL,
  used_at       INTEGER NOT NULL,
  PRIMARY KEY (agency_code, login, device_hash),
  FOREIGN KEY (agency_code, login) REFERENCES employee (agency_code, login)
) STRICT, WITHOUT ROWID;

CREATE INDEX device_by_age ON device (used_at);

CREATE TRIGGER counter_dies_with_device AFTER DELETE ON device
BEGIN
  DELETE FROM password_try WHERE key = OLD.lock_key;
END;

-- A new password, however it came, ends the links to another one and forgets the browsers with their counters. One that
-- was used to change it becomes known again in the same batch.
CREATE TRIGGER link_dies_with_password AFTER UPDATE OF password_version ON employee
WHEN NEW.password_version <> OLD.password_version
BEGIN
  UPDATE link SET used_at = unixepoch() * 1000, used_by = 'password'
  WHERE agency_code = NEW.agency_code AND login = NEW.login AND purpose IN ('reset', 'invitation')
    AND used_at IS NULL;
  DELETE FROM device WHERE agency_code = NEW.agency_code AND login = NEW.login;
END;

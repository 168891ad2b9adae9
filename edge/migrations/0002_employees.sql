-- Employees, their sign-ins and sessions, second factors, consents, links and the outbox of mails.
--
-- The conventions of 0001 hold. Cookie values and tokens are kept as their SHA-256 in base64url; the one global
-- look-up by such a digest finds the agency, as that by a login does.

-- Whether the employees of the agency may choose among their points of sale, at the sign-in and later.
ALTER TABLE agency ADD COLUMN may_change_point_of_sale INTEGER NOT NULL DEFAULT 0
  CHECK (may_change_point_of_sale IN (0, 1));

-- Whether the administrator, and not the employee, issues a QR code again.
ALTER TABLE agency ADD COLUMN reissue_by_administrator INTEGER NOT NULL DEFAULT 0
  CHECK (reissue_by_administrator IN (0, 1));

-- `password_version` is 0 until an invited employee has created a password. `language` is that of the last window.
CREATE TABLE employee (
  agency_code      INTEGER NOT NULL REFERENCES agency (agency_code),
  login            TEXT    NOT NULL UNIQUE CHECK (login = lower(login) AND login <> ''),
  name             TEXT    NOT NULL CHECK (name <> ''),
  role             TEXT    NOT NULL CHECK (role IN ('cashier', 'administrator', 'support')),
  password_hash    TEXT    NOT NULL,
  password_version INTEGER NOT NULL DEFAULT 1,
  language         TEXT    NOT NULL DEFAULT 'ru' CHECK (language IN ('en', 'ru')),
  blocked_at       INTEGER,
  created_at       INTEGER NOT NULL,
  PRIMARY KEY (agency_code, login)
) STRICT;

CREATE TABLE employee_product (
  agency_code INTEGER NOT NULL,
  login       TEXT    NOT NULL,
  product     TEXT    NOT NULL CHECK (product IN ('cashier', 'boss')),
  PRIMARY KEY (agency_code, login, product),
  FOREIGN KEY (agency_code, login) REFERENCES employee (agency_code, login)
) STRICT, WITHOUT ROWID;

-- `position` orders the points of sale of an employee; the first is the own one.
CREATE TABLE employee_unit (
  agency_code INTEGER NOT NULL,
  login       TEXT    NOT NULL,
  unit        TEXT    NOT NULL,
  position    INTEGER NOT NULL,
  PRIMARY KEY (agency_code, login, unit),
  FOREIGN KEY (agency_code, login) REFERENCES employee (agency_code, login),
  FOREIGN KEY (agency_code, unit) REFERENCES structure_unit (agency_code, unit)
) STRICT, WITHOUT ROWID;

-- Wrong passwords in a row of one login name, known or not: `key` is a keyed hash of the name, so the rows tell
-- nothing apart. A lock that Cashier ignores stays for Boss. A browser that an account knows has a row of its own.
CREATE TABLE password_try (
  key       TEXT    PRIMARY KEY,
  failed    INTEGER NOT NULL DEFAULT 0,
  in_flight INTEGER NOT NULL DEFAULT 0,
  taken_at  INTEGER NOT NULL,
  locked_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX password_try_by_age ON password_try (taken_at) WHERE locked_at IS NULL;

-- One key per account, sealed with the secret that `key_id` names. `activated_at` is NULL until the first right
-- code. `last_step` is the newest step whose code was accepted, by the try that `accepted_by` names. The counter
-- is that of wrong codes, over all sign-ins. `link_id` is the only set-up link that still counts.
CREATE TABLE second_factor (
  agency_code  INTEGER NOT NULL,
  login        TEXT    NOT NULL,
  key_id       TEXT    NOT NULL,
  sealed_key   TEXT    NOT NULL,
  created_at   INTEGER NOT NULL,
  activated_at INTEGER,
  last_step    INTEGER NOT NULL DEFAULT 0,
  accepted_by  TEXT    NOT NULL DEFAULT '',
  failed       INTEGER NOT NULL DEFAULT 0,
  in_flight    INTEGER NOT NULL DEFAULT 0,
  taken_at     INTEGER NOT NULL DEFAULT 0,
  locked_at    INTEGER,
  link_id      TEXT    NOT NULL DEFAULT '',
  mailed_at    INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (agency_code, login),
  FOREIGN KEY (agency_code, login) REFERENCES employee (agency_code, login)
) STRICT, WITHOUT ROWID;

-- Who consented to which text (its hash), in which language, when and from where.
CREATE TABLE consent (
  agency_code INTEGER NOT NULL,
  login       TEXT    NOT NULL,
  product     TEXT    NOT NULL CHECK (product IN ('cashier', 'boss')),
  version     TEXT    NOT NULL,
  language    TEXT    NOT NULL,
  given_at    INTEGER NOT NULL,
  address     TEXT    NOT NULL,
  PRIMARY KEY (agency_code, login, product, version),
  FOREIGN KEY (agency_code, login) REFERENCES employee (agency_code, login)
) STRICT, WITHOUT ROWID;

-- A sign-in that is under way: the password was right. Its step is derived on every request and stands nowhere.
-- `preferred_unit` and `preferred_seance` are what a choice starts from. With `session_hash` it changes the point
-- of sale of that session. `lock_key` names the counter that its password was counted by: a lock of that one ends it.
CREATE TABLE sign_in (
  agency_code      INTEGER NOT NULL,
  secret_hash      TEXT    NOT NULL UNIQUE,
  login            TEXT    NOT NULL,
  lock_key         TEXT    NOT NULL DEFAULT '',
  product          TEXT    NOT NULL CHECK (product IN ('cashier', 'boss')),
  created_at       INTEGER NOT NULL,
  touched_at       INTEGER NOT NULL,
  code_passed_at   INTEGER,
  unit             TEXT,
  seance           TEXT,
  preferred_unit   TEXT,
  preferred_seance TEXT,
  session_hash     TEXT,
  address          TEXT    NOT NULL,
  user_agent       TEXT    NOT NULL,
  ended_at         INTEGER,
  PRIMARY KEY (agency_code, secret_hash),
  FOREIGN KEY (agency_code, login) REFERENCES employee (agency_code, login)
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_by_employee ON sign_in (agency_code, login) WHERE ended_at IS NULL;
CREATE INDEX sign_in_by_age ON sign_in (touched_at);

-- A session lives while its row has no `ended_at` and neither limit has passed. `previous_*` tell of the sign-in
-- before this one. `renewed`: it goes on in another row, under a new value.
CREATE TABLE session (
  agency_code      INTEGER NOT NULL,
  secret_hash      TEXT    NOT NULL UNIQUE,
  login            TEXT    NOT NULL,
  product          TEXT    NOT NULL CHECK (product IN ('cashier', 'boss')),
  unit             TEXT,
  seance           TEXT,
  created_at       INTEGER NOT NULL,
  last_active_at   INTEGER NOT NULL,
  address          TEXT    NOT NULL,
  country          TEXT,
  user_agent       TEXT    NOT NULL,
  previous_at      INTEGER,
  previous_country TEXT,
  previous_address TEXT,
  ended_at         INTEGER,
  ended_by         TEXT CHECK (ended_by IN ('idle', 'absolute', 'owner', 'elsewhere', 'renewed')),
  PRIMARY KEY (agency_code, secret_hash),
  FOREIGN KEY (agency_code, login) REFERENCES employee (agency_code, login)
) STRICT, WITHOUT ROWID;

CREATE INDEX session_by_employee ON session (agency_code, login) WHERE ended_at IS NULL;
CREATE INDEX session_by_age ON session (created_at);
CREATE INDEX session_by_activity ON session (last_active_at) WHERE ended_at IS NULL;

-- The last finished sign-in of an employee to a product: what the next one shows and starts from.
CREATE TABLE last_sign_in (
  agency_code INTEGER NOT NULL,
  login       TEXT    NOT NULL,
  product     TEXT    NOT NULL,
  at          INTEGER NOT NULL,
  country     TEXT,
  address     TEXT    NOT NULL,
  unit        TEXT,
  seance      TEXT,
  PRIMARY KEY (agency_code, login, product),
  FOREIGN KEY (agency_code, login) REFERENCES employee (agency_code, login)
) STRICT, WITHOUT ROWID;

-- A link in a mail. Its token is derived from `link_id` with the secret that `key_id` names; only its digest stands
-- here. `used_by` names the request that opened it.
CREATE TABLE link (
  agency_code INTEGER NOT NULL,
  link_id     TEXT    NOT NULL,
  token_hash  TEXT    NOT NULL UNIQUE,
  key_id      TEXT    NOT NULL,
  purpose     TEXT    NOT NULL CHECK (purpose IN ('two-factor', 'reset', 'invitation')),
  login       TEXT    NOT NULL,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  used_at     INTEGER,
  used_by     TEXT    NOT NULL DEFAULT '',
  PRIMARY KEY (agency_code, link_id),
  FOREIGN KEY (agency_code, login) REFERENCES employee (agency_code, login)
) STRICT, WITHOUT ROWID;

CREATE INDEX link_by_expiry ON link (expires_at);

-- Mails to send, written with their cause and rendered at delivery. `origin` is where the links of the mail lead,
-- empty for that of the product; `address`, `country` and `user_agent` are those of whoever caused it, where the mail
-- tells of that; `raw` is kept by the local transport alone. A try counts itself in `attempts`, and nobody else takes
-- the mail until `next_at`; only the newest try may settle it. `error` is why the last one has failed.
CREATE TABLE outbox (
  agency_code INTEGER NOT NULL,
  mail_id     TEXT    NOT NULL,
  kind        TEXT    NOT NULL,
  login       TEXT    NOT NULL,
  language    TEXT    NOT NULL,
  product     TEXT    NOT NULL,
  origin      TEXT    NOT NULL,
  link_id     TEXT    NOT NULL DEFAULT '',
  key_id      TEXT    NOT NULL DEFAULT '',
  address     TEXT    NOT NULL DEFAULT '',
  country     TEXT,
  user_agent  TEXT    NOT NULL DEFAULT '',
  created_at  INTEGER NOT NULL,
  next_at     INTEGER NOT NULL,
  attempts    INTEGER NOT NULL DEFAULT 0,
  state       TEXT    NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dead')),
  sent_at     INTEGER,
  dead_at     INTEGER,
  error       TEXT    NOT NULL DEFAULT '',
  raw         TEXT,
  PRIMARY KEY (agency_code, mail_id),
  FOREIGN KEY (agency_code, login) REFERENCES employee (agency_code, login)
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_by_turn ON outbox (next_at) WHERE state = 'waiting';
CREATE INDEX outbox_by_age ON outbox (created_at);
CREATE INDEX outbox_by_death ON outbox (dead_at) WHERE state = 'dead';
CREATE INDEX outbox_by_employee ON outbox (agency_code, login, kind, created_at);

-- Who has caused a mail: what counts the mails of one client address within an hour, whoever they went to.
CREATE TABLE mail_cause (
  address TEXT    NOT NULL,
  at      INTEGER NOT NULL,
  mail_id TEXT    NOT NULL,
  PRIMARY KEY (address, at, mail_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX mail_cause_by_age ON mail_cause (at);

-- Whatever an employee loses, half-done sign-ins and sessions lose on the next request, whoever makes the change.

CREATE TRIGGER sign_in_dies_with_agency AFTER UPDATE OF blocked_at ON agency WHEN NEW.blocked_at IS NOT NULL
BEGIN
  UPDATE sign_in SET ended_at = NEW.blocked_at WHERE agency_code = NEW.agency_code AND ended_at IS NULL;
  UPDATE session SET ended_at = NEW.blocked_at, ended_by = 'elsewhere'
  WHERE agency_code = NEW.agency_code AND ended_at IS NULL;
END;

CREATE TRIGGER sign_in_dies_with_employee AFTER UPDATE OF blocked_at ON employee WHEN NEW.blocked_at IS NOT NULL
BEGIN
  UPDATE sign_in SET ended_at = NEW.blocked_at
  WHERE agency_code = NEW.agency_code AND login = NEW.login AND ended_at IS NULL;
  UPDATE session SET ended_at = NEW.blocked_at, ended_by = 'elsewhere'
  WHERE agency_code = NEW.agency_code AND login = NEW.login AND ended_at IS NULL;
END;

CREATE TRIGGER sign_in_dies_with_password AFTER UPDATE OF password_version ON employee
WHEN NEW.password_version <> OLD.password_version
BEGIN
  UPDATE sign_in SET ended_at = unixepoch() * 1000
  WHERE agency_code = NEW.agency_code AND login = NEW.login AND ended_at IS NULL;
  UPDATE session SET ended_at = unixepoch() * 1000, ended_by = 'elsewhere'
  WHERE agency_code = NEW.agency_code AND login = NEW.login AND ended_at IS NULL;
END;

CREATE TRIGGER sign_in_dies_with_product AFTER DELETE ON employee_product
BEGIN
  UPDATE sign_in SET ended_at = unixepoch() * 1000
  WHERE agency_code = OLD.agency_code AND login = OLD.login AND product = OLD.product AND ended_at IS NULL;
  UPDATE session SET ended_at = unixepoch() * 1000, ended_by = 'elsewhere'
  WHERE agency_code = OLD.agency_code AND login = OLD.login AND product = OLD.product AND ended_at IS NULL;
END;

-- A half-done sign-in looks at its points of sale on every request; only sessions are bound to one.
CREATE TRIGGER session_dies_with_structure_unit AFTER UPDATE OF blocked_at ON structure_unit
WHEN NEW.blocked_at IS NOT NULL
BEGIN
  UPDATE session SET ended_at = NEW.blocked_at, ended_by = 'elsewhere'
  WHERE agency_code = NEW.agency_code AND unit = NEW.unit AND ended_at IS NULL;
END;

CREATE TRIGGER session_dies_with_permission AFTER DELETE ON employee_unit
BEGIN
  UPDATE session SET ended_at = unixepoch() * 1000, ended_by = 'elsewhere'
  WHERE agency_code = OLD.agency_code AND login = OLD.login AND unit = OLD.unit AND ended_at IS NULL;
END;

CREATE TRIGGER sign_in_dies_with_code_lock AFTER UPDATE OF locked_at ON second_factor
WHEN NEW.locked_at IS NOT NULL AND OLD.locked_at IS NULL
BEGIN
  UPDATE sign_in SET ended_at = NEW.locked_at
  WHERE agency_code = NEW.agency_code AND login = NEW.login AND ended_at IS NULL;
END;

-- A code that was right for a key that is gone is no code for the next key.
CREATE TRIGGER sign_in_dies_with_key AFTER UPDATE OF sealed_key ON second_factor
WHEN OLD.activated_at IS NOT NULL AND NEW.sealed_key <> OLD.sealed_key
BEGIN
  UPDATE sign_in SET ended_at = NEW.created_at
  WHERE agency_code = NEW.agency_code AND login = NEW.login AND ended_at IS NULL;
END;

CREATE TRIGGER sign_in_dies_with_second_factor AFTER DELETE ON second_factor
BEGIN
  UPDATE sign_in SET ended_at = unixepoch() * 1000
  WHERE agency_code = OLD.agency_code AND login = OLD.login AND ended_at IS NULL;
END;

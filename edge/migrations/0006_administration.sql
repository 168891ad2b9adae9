-- Administration: what its lists, edits and searches need, and what ends with what is taken away.
--
-- The conventions of 0001 hold.

-- Employees, as lists show and search them. `version` counts edits, `sort_name` is the name folded to lower case, and
-- `last_sign_in_at`, 0 for never, follows `last_sign_in` by trigger.
ALTER TABLE employee ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE employee ADD COLUMN sort_name TEXT NOT NULL DEFAULT '';
ALTER TABLE employee ADD COLUMN last_sign_in_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE employee ADD COLUMN blocked_reason TEXT NOT NULL DEFAULT '';

-- What a search finds an employee by: the login and each word of the name, folded to lower case.
CREATE TABLE employee_word (
  agency_code INTEGER NOT NULL,
  word        TEXT    NOT NULL,
  login       TEXT    NOT NULL,
  PRIMARY KEY (agency_code, word, login),
  FOREIGN KEY (agency_code, login) REFERENCES employee (agency_code, login)
) STRICT, WITHOUT ROWID;

CREATE INDEX employee_word_by_employee ON employee_word (agency_code, login);

-- SQLite folds no Cyrillic letters by itself.
WITH RECURSIVE folded (agency_code, login, name, letters) AS (
  SELECT agency_code, login, lower(name), 0 FROM employee
  UNION ALL
  SELECT agency_code, login,
         replace(name, substr('АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ', letters + 1, 1),
                       substr('абвгдеёжзийклмнопрстуфхцчшщъыьэюя', letters + 1, 1)), letters + 1
  FROM folded WHERE letters < 33
)
UPDATE employee SET sort_name = folded.name FROM folded
WHERE folded.letters = 33 AND folded.agency_code = employee.agency_code AND folded.login = employee.login;

UPDATE employee SET last_sign_in_at = coalesce(
  (SELECT max(at) FROM last_sign_in l WHERE l.agency_code = employee.agency_code AND l.login = employee.login), 0);

INSERT OR IGNORE INTO employee_word (agency_code, word, login)
WITH RECURSIVE part (agency_code, login, word, rest) AS (
  SELECT agency_code, login, login, sort_name || ' ' FROM employee
  UNION ALL
  SELECT agency_code, login, substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1)
  FROM part WHERE rest <> ''
)
SELECT agency_code, word, login FROM part WHERE word <> '';

CREATE INDEX employee_by_name ON employee (agency_code, sort_name, login);
CREATE INDEX employee_by_last_sign_in ON employee (agency_code, last_sign_in_at, login);
CREATE INDEX employee_by_role ON employee (agency_code, role, login);
CREATE INDEX employee_unit_by_unit ON employee_unit (agency_code, unit, login);
CREATE INDEX application_unit_by_unit ON application_unit (agency_code, unit, login);
CREATE INDEX token_by_issue ON token (agency_code, login, issued_at);
CREATE INDEX outbox_by_trouble ON outbox (created_at, mail_id) WHERE state <> 'sent';
CREATE INDEX audit_by_agency ON audit (agency_code, at);
CREATE INDEX audit_by_event ON audit (agency_code, event, at);
CREATE INDEX audit_by_actor ON audit (actor, at);
CREATE INDEX link_request_by_login ON link_request (login) WHERE done_at IS NULL;

CREATE TRIGGER employee_signs_in AFTER INSERT ON last_sign_in
BEGIN
  UPDATE employee SET last_sign_in_at = NEW.at WHERE agency_code = NEW.agency_code AND login = NEW.login;
END;

CREATE TRIGGER employee_signs_in_again AFTER UPDATE OF at ON last_sign_in
BEGIN
  UPDATE employee SET last_sign_in_at = NEW.at WHERE agency_code = NEW.agency_code AND login = NEW.login;
END;

-- Whoever has the lost device of a second factor may have the browser beside it. No time stands in this change, so the
-- row takes SQLite's clock.
CREATE TRIGGER session_dies_with_second_factor AFTER DELETE ON second_factor
BEGIN
  UPDATE session SET ended_at = unixepoch() * 1000, ended_by = 'elsewhere'
  WHERE agency_code = OLD.agency_code AND unlikely(login = OLD.login) AND ended_at IS NULL;
END;

-- Who has asked for a link, as the audit log calls him; for a reset nobody knows.
ALTER TABLE link_request ADD COLUMN actor TEXT NOT NULL DEFAULT 'anonymous';
UPDATE link_request SET actor = 'console' WHERE address = 'console';

-- Agencies and structure units: `version` counts edits, `search` is what a search finds them by: a blank before each word
-- of the identifier and the name, folded to lower case.
ALTER TABLE agency ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE agency ADD COLUMN search TEXT NOT NULL DEFAULT '';
ALTER TABLE structure_unit ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE structure_unit ADD COLUMN search TEXT NOT NULL DEFAULT '';

WITH RECURSIVE folded (agency_code, text, letters) AS (
  SELECT agency_code, ' ' || agency_code || ' ' || lower(name), 0 FROM agency
  UNION ALL
  SELECT agency_code, replace(text, substr('АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ', letters + 1, 1),
                              substr('абвгдеёжзийклмнопрстуфхцчшщъыьэюя', letters + 1, 1)), letters + 1
  FROM folded WHERE letters < 33
)
UPDATE agency SET search = folded.text FROM folded
WHERE folded.letters = 33 AND folded.agency_code = agency.agency_code;

WITH RECURSIVE folded (agency_code, unit, text, letters) AS (
  SELECT agency_code, unit, ' ' || lower(unit) || ' ' || lower(name), 0 FROM structure_unit
  UNION ALL
  SELECT agency_code, unit, replace(text, substr('АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ', letters + 1, 1),
                                    substr('абвгдеёжзийклмнопрстуфхцчшщъыьэюя', letters + 1, 1)), letters + 1
  FROM folded WHERE letters < 33
)
UPDATE structure_unit SET search = folded.text FROM folded
WHERE folded.letters = 33 AND folded.agency_code = structure_unit.agency_code AND folded.unit = structure_unit.unit;

-- What works in a structure unit, for its block and its list.
CREATE INDEX session_by_unit ON session (agency_code, unit) WHERE ended_at IS NULL;
CREATE INDEX token_by_unit ON token (agency_code, unit) WHERE revoked_at IS NULL;

-- A session is bound to its seance as it is to its point of sale; a half-done sign-in looks on every request. No time
-- stands in this change either.
CREATE TRIGGER session_dies_with_seance AFTER DELETE ON seance
BEGIN
  UPDATE session SET ended_at = unixepoch() * 1000, ended_by = 'elsewhere'
  WHERE agency_code = OLD.agency_code AND unlikely(unit = OLD.unit) AND seance = OLD.name AND ended_at IS NULL;
END;

-- Staff who run the installation from the command line. Of a key only the SHA-256 of its text is known, in base64url. It
-- counts until `expires_at`, or until its owner is removed.
CREATE TABLE operator (
  name       TEXT    PRIMARY KEY CHECK (name <> ''),
  key_hash   TEXT    NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT, WITHOUT ROWID;

-- The same triggers as before; `unlikely` as in 0005.

DROP TRIGGER token_dies_with_structure_unit;
CREATE TRIGGER token_dies_with_structure_unit AFTER UPDATE OF blocked_at ON structure_unit
WHEN NEW.blocked_at IS NOT NULL
BEGIN
  UPDATE token SET revoked_at = NEW.blocked_at
  WHERE agency_code = NEW.agency_code AND unlikely(unit = NEW.unit) AND revoked_at IS NULL;
END;

DROP TRIGGER session_dies_with_structure_unit;
CREATE TRIGGER session_dies_with_structure_unit AFTER UPDATE OF blocked_at ON structure_unit
WHEN NEW.blocked_at IS NOT NULL
BEGIN
  UPDATE session SET ended_at = NEW.blocked_at, ended_by = 'elsewhere'
  WHERE agency_code = NEW.agency_code AND unlikely(unit = NEW.unit) AND ended_at IS NULL;
END;

-- Searches that read an account's own rows alone.
--
-- The conventions of 0001 hold. Without statistics SQLite expects ten rows of an agency in any table and prefers the
-- primary key, so that it would read all of them: `unlikely` says that a login is rarer than that.

CREATE INDEX session_by_opening ON session (created_at) WHERE ended_at IS NULL;
CREATE INDEX link_by_employee ON link (agency_code, login) WHERE used_at IS NULL;

-- The same triggers as before.

DROP TRIGGER token_dies_with_application;
CREATE TRIGGER token_dies_with_application AFTER UPDATE OF blocked_at ON application WHEN NEW.blocked_at IS NOT NULL
BEGIN
  UPDATE token SET revoked_at = NEW.blocked_at
  WHERE agency_code = NEW.agency_code AND unlikely(login = NEW.login) AND revoked_at IS NULL;
END;

DROP TRIGGER token_dies_with_password;
CREATE TRIGGER token_dies_with_password AFTER UPDATE OF password_version ON application
WHEN NEW.password_version <> OLD.password_version
BEGIN
  UPDATE token SET revoked_at = unixepoch() * 1000
  WHERE agency_code = NEW.agency_code AND unlikely(login = NEW.login) AND revoked_at IS NULL;
END;

DROP TRIGGER token_dies_with_permission;
CREATE TRIGGER token_dies_with_permission AFTER DELETE ON application_unit
BEGIN
  UPDATE token SET revoked_at = unixepoch() * 1000
  WHERE agency_code = OLD.agency_code AND unlikely(login = OLD.login) AND unit = OLD.unit AND revoked_at IS NULL;
END;

DROP TRIGGER sign_in_dies_with_employee;
CREATE TRIGGER sign_in_dies_with_employee AFTER UPDATE OF blocked_at ON employee WHEN NEW.blocked_at IS NOT NULL
BEGIN
  UPDATE sign_in SET ended_at = NEW.blocked_at
  WHERE agency_code = NEW.agency_code AND unlikely(login = NEW.login) AND ended_at IS NULL;
  UPDATE session SET ended_at = NEW.blocked_at, ended_by = 'elsewhere'
  WHERE agency_code = NEW.agency_code AND unlikely(login = NEW.login) AND ended_at IS NULL;
END;

DROP TRIGGER sign_in_dies_with_password;
CREATE TRIGGER sign_in_dies_with_password AFTER UPDATE OF password_version ON employee
WHEN NEW.password_version <> OLD.password_version
BEGIN
  UPDATE sign_in SET ended_at = unixepoch() * 1000
  WHERE agency_code = NEW.agency_code AND unlikely(login = NEW.login) AND ended_at IS NULL;
  UPDATE session SET ended_at = unixepoch() * 1000, ended_by = 'elsewhere'
  WHERE agency_code = NEW.agency_code AND unlikely(login = NEW.login) AND ended_at IS NULL;
END;

DROP TRIGGER sign_in_dies_with_product;
CREATE TRIGGER sign_in_dies_with_product AFTER DELETE ON employee_product
BEGIN
  UPDATE sign_in SET ended_at = unixepoch() * 1000
  WHERE agency_code = OLD.agency_code AND unlikely(login = OLD.login) AND product = OLD.product AND ended_at IS NULL;
  UPDATE session SET ended_at = unixepoch() * 1000, ended_by = 'elsewhere'
  WHERE agency_code = OLD.agency_code AND unlikely(login = OLD.login) AND product = OLD.product AND ended_at IS NULL;
END;

DROP TRIGGER session_dies_with_permission;
CREATE TRIGGER session_dies_with_permission AFTER DELETE ON employee_unit
BEGIN
  UPDATE session SET ended_at = unixepoch() * 1000, ended_by = 'elsewhere'
  WHERE agency_code = OLD.agency_code AND unlikely(login = OLD.login) AND unit = OLD.unit AND ended_at IS NULL;
END;

DROP TRIGGER sign_in_dies_with_code_lock;
CREATE TRIGGER sign_in_dies_with_code_lock AFTER UPDATE OF locked_at ON second_factor
WHEN NEW.locked_at IS NOT NULL AND OLD.locked_at IS NULL
BEGIN
  UPDATE sign_in SET ended_at = NEW.locked_at
  WHERE agency_code = NEW.agency_code AND unlikely(login = NEW.login) AND ended_at IS NULL;
END;

DROP TRIGGER sign_in_dies_with_key;
CREATE TRIGGER sign_in_dies_with_key AFTER UPDATE OF sealed_key ON second_factor
WHEN OLD.activated_at IS NOT NULL AND NEW.sealed_key <> OLD.sealed_key
BEGIN
  UPDATE sign_in SET ended_at = NEW.created_at
  WHERE agency_code = NEW.agency_code AND unlikely(login = NEW.login) AND ended_at IS NULL;
END;

DROP TRIGGER sign_in_dies_with_second_factor;
CREATE TRIGGER sign_in_dies_with_second_factor AFTER DELETE ON second_factor
BEGIN
  UPDATE sign_in SET ended_at = unixepoch() * 1000
  WHERE agency_code = OLD.agency_code AND unlikely(login = OLD.login) AND ended_at IS NULL;
END;

DROP TRIGGER link_dies_with_password;
CREATE TRIGGER link_dies_with_password AFTER UPDATE OF password_version ON employee
WHEN NEW.password_version <> OLD.password_version
BEGIN
  UPDATE link SET used_at = unixepoch() * 1000, used_by = 'password'
  WHERE agency_code = NEW.agency_code AND unlikely(login = NEW.login) AND purpose IN ('reset', 'invitation')
    AND used_at IS NULL;
  DELETE FROM device WHERE agency_code = NEW.agency_code AND login = NEW.login;
END;

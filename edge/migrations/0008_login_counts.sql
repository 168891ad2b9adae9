-- Wrong passwords of one application in an hour, from whichever addresses. `key` is a keyed hash of the login.
CREATE TABLE login_count (
  key   TEXT    PRIMARY KEY,
  wrong INTEGER NOT NULL,
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX login_count_by_age ON login_count (since);

-- Addresses that an application has logged in from: `key` is that of `login_try`, and names nobody.
CREATE TABLE login_address (
  key     TEXT    PRIMARY KEY,
  used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX login_address_by_age ON login_address (used_at);

-- Leases of tries, and when a session last saw a code.
--
-- The conventions of 0001 hold.

-- A look at a secret that is under way: at most so many of one counter as could still lock. `key` names the counter, as in
-- `password_try`, or the account whose code is looked at. A lease ends by itself at `until`; whoever finds his own gone
-- settles nothing and opens nothing.
CREATE TABLE lease (
  lease_id TEXT    PRIMARY KEY,
  key      TEXT    NOT NULL,
  until    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX lease_by_key ON lease (key, until);
CREATE INDEX lease_by_end ON lease (until);

ALTER TABLE password_try DROP COLUMN in_flight;
ALTER TABLE second_factor DROP COLUMN in_flight;
ALTER TABLE second_factor DROP COLUMN taken_at;

-- Locks by wrong passwords lapse, too.
CREATE INDEX password_try_by_lock ON password_try (locked_at) WHERE locked_at IS NOT NULL;

-- When the last code of this session was right, at its sign-in or later: what a step-up asks for.
ALTER TABLE session ADD COLUMN code_at INTEGER;

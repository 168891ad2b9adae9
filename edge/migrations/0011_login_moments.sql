-- When the last thirty of those wrong passwords came, the oldest first: an hour is any hour, not one that begins with the
-- first of them. `wrong` (how many these are) and `since` (the last one) are written for the release before.
ALTER TABLE login_count ADD COLUMN moments TEXT NOT NULL DEFAULT '[]';

-- The last alarm.
ALTER TABLE login_count ADD COLUMN alarmed_at INTEGER NOT NULL DEFAULT 0;

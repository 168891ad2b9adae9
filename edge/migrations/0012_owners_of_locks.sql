-- Whose a lock by wrong passwords is, for lists of employees that are locked: the lock writes it, and nothing else. NULL
-- while nothing is locked, and for a name that nobody has: `key` alone still tells those apart from nothing.
--
-- The conventions of 0001 hold.

ALTER TABLE password_try ADD COLUMN agency_code INTEGER;
ALTER TABLE password_try ADD COLUMN login TEXT;

CREATE INDEX password_try_by_owner ON password_try (agency_code, login) WHERE locked_at IS NOT NULL;

-- Locks that stand already: browsers say whose they are, and the audit log says it of names, by the moment of the lock.
UPDATE password_try SET agency_code = device.agency_code, login = device.login
FROM device WHERE device.lock_key = password_try.key AND password_try.locked_at IS NOT NULL;

UPDATE password_try SET agency_code = employee.agency_code, login = employee.login
FROM (SELECT at, min(subject) AS subject FROM audit WHERE event = 'password.locked' GROUP BY at HAVING count(*) = 1) AS told
JOIN employee ON employee.login = told.subject
WHERE password_try.locked_at = told.at AND password_try.login IS NULL;

-- The digest of the token that a request's link will have, so that a link that is opened before it is made is found by it.
ALTER TABLE link_request ADD COLUMN token_hash TEXT NOT NULL DEFAULT '';

CREATE INDEX link_request_by_token ON link_request (token_hash) WHERE done_at IS NULL;

-- What was asked for people whom nobody knows is forgotten once it is worked off.
UPDATE link_request SET login = ''
WHERE done_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM employee e WHERE e.login = link_request.login);

-- Versions of the texts that people read before they consent, and notices in the windows.
--
-- The conventions of 0001 hold. Both tables belong to no agency. KV keeps copies; what counts is decided here.

-- A version is named by the SHA-256 of both bodies, which stand here as the proof of what was read. It counts from `since`
-- on until the next one does: two minutes after its publication at the earliest, since windows may be so old. Where none
-- counts, the text that is built in does.
CREATE TABLE text_version (
  kind         TEXT    NOT NULL CHECK (kind IN ('consent', 'policy')),
  product      TEXT    NOT NULL CHECK (product IN ('cashier', 'boss')),
  version      TEXT    NOT NULL CHECK (length(version) = 64),
  since        INTEGER NOT NULL CHECK (since >= published_at + 120000),
  published_at INTEGER NOT NULL,
  published_by TEXT    NOT NULL CHECK (published_by <> ''),
  ru           TEXT    NOT NULL CHECK (ru <> ''),
  en           TEXT    NOT NULL CHECK (en <> ''),
  PRIMARY KEY (kind, product, version)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX text_version_by_start ON text_version (kind, product, since);
CREATE INDEX text_version_by_version ON text_version (version);

CREATE TRIGGER text_version_stays BEFORE UPDATE ON text_version
BEGIN SELECT RAISE(ABORT, 'a published text never changes'); END;
CREATE TRIGGER text_version_is_kept BEFORE DELETE ON text_version
BEGIN SELECT RAISE(ABORT, 'a published text is never deleted'); END;

-- A notice is shown from `shown_from` on until `shown_until`, or until it is withdrawn.
CREATE TABLE notice (
  notice_id    TEXT    PRIMARY KEY,
  product      TEXT    NOT NULL CHECK (product IN ('cashier', 'boss')),
  level        TEXT    NOT NULL CHECK (level IN ('information', 'warning')),
  ru           TEXT    NOT NULL CHECK (ru <> ''),
  en           TEXT    NOT NULL CHECK (en <> ''),
  shown_from   INTEGER NOT NULL,
  shown_until  INTEGER NOT NULL CHECK (shown_until > shown_from),
  withdrawn_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX notice_by_end ON notice (product, shown_until) WHERE withdrawn_at IS NULL;

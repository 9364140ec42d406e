/** The journal's tables by version (see `migrations` of {@link openDatabase}). Times are nanoseconds since 1970 as 64-bit integers. */
export const JOURNAL_MIGRATIONS: readonly string[] = [
  `
  -- AUTOINCREMENT: an id is never used again, also after the table has been emptied, so a cursor stays true.
  CREATE TABLE inbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    waveform INTEGER NOT NULL,
    point TEXT NOT NULL,
    channel TEXT NOT NULL,
    topic TEXT NOT NULL,
    payload BLOB NOT NULL
  ) STRICT;
  CREATE TABLE channel_format (
    id INTEGER PRIMARY KEY,
    point TEXT NOT NULL,
    channel TEXT NOT NULL,
    sample_rate REAL,
    UNIQUE (point, channel)
  ) STRICT;
  CREATE TABLE seen (
    channel_id INTEGER NOT NULL,
    time INTEGER NOT NULL,
    PRIMARY KEY (channel_id, time)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    stored_at INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body ANY NOT NULL
  ) STRICT;
  CREATE TABLE drain (name TEXT PRIMARY KEY, cursor INTEGER NOT NULL) STRICT;
  CREATE TABLE dead_letter (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    received_at INTEGER NOT NULL,
    size INTEGER NOT NULL,
    stored_bytes INTEGER NOT NULL,
    reason_code TEXT NOT NULL,
    reason TEXT NOT NULL,
    topic TEXT NOT NULL,
    head BLOB NOT NULL
  ) STRICT;
  CREATE TABLE model_state (key TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT;
  CREATE TABLE retained (topic TEXT PRIMARY KEY, payload BLOB NOT NULL) STRICT;
  `,
  `
  -- Ages are counted in running time: nanoseconds that the file has been open.
  CREATE TABLE running_time (id INTEGER PRIMARY KEY CHECK (id = 1), running INTEGER NOT NULL) STRICT;
  ALTER TABLE inbox ADD COLUMN running INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE outbox ADD COLUMN running INTEGER NOT NULL DEFAULT 0;
  -- How an entry was dated: whether the order of its channel begins anew with it, and what its sensor's clock said that is not believed.
  ALTER TABLE inbox ADD COLUMN anew INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE inbox ADD COLUMN clock_fault TEXT;
  ALTER TABLE inbox ADD COLUMN clock_says INTEGER;
  ALTER TABLE channel_format ADD COLUMN clock TEXT;
  `,
  `
  -- What is remembered beside models: the plant file of the last run.
  CREATE TABLE note (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  `,
  `
  -- Of the latest records that their source time alone does not tell from others (its clock is not believed, or says the same of several): what the clock said, and
  -- a digest of the payload.
  ALTER TABLE seen ADD COLUMN digest INTEGER;
  CREATE TABLE said (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel_id INTEGER NOT NULL,
    source INTEGER NOT NULL,
    digest INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX said_alike ON said (channel_id, source, digest);
  `,
  `
  -- States are bytes; those of before are text, until their point is heard again.
  CREATE TABLE model_state_any (key TEXT PRIMARY KEY, state ANY NOT NULL) STRICT;
  INSERT INTO model_state_any SELECT key, state FROM model_state;
  DROP TABLE model_state;
  ALTER TABLE model_state_any RENAME TO model_state;
  `,
];

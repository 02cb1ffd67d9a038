-- What an older copy of the database may have forgotten, and space that people release.

-- When the epoch was last raised, and so when this database was last in use.
ALTER TABLE cluster ADD COLUMN epoch_raised_at DATETIME(6);
-- The database's clock jumped: nothing is reclaimed before that time, and by how much it jumped.
ALTER TABLE cluster ADD COLUMN reclaim_paused_until DATETIME(6);
ALTER TABLE cluster ADD COLUMN clock_jump_seconds BIGINT DEFAULT 0 NOT NULL;

-- Periods whose commits this database may lack: it was restored from a copy, or was not in use. A chunk that was allocated
-- then, and is unknown, may be all that is left of a file. Ids of chunks begin with their time, so a period is a range of ids.
CREATE TABLE forgotten_period (
    id          BINARY(16)  NOT NULL,
    begins_at   DATETIME(6) NOT NULL,
    ends_at     DATETIME(6) NOT NULL,
    first_chunk BINARY(16)  NOT NULL,
    last_chunk  BINARY(16)  NOT NULL,
    PRIMARY KEY (id)
);

-- Why the node takes no new chunks, by its own word; null if it takes them.
ALTER TABLE node ADD COLUMN write_refusal VARCHAR(1000);

-- Who said that the space is to be freed without the usual waiting; null if nobody did.
ALTER TABLE trash ADD COLUMN released_by VARBINARY(255);
ALTER TABLE chunk ADD COLUMN released_by VARBINARY(255);
ALTER TABLE removal ADD COLUMN released_by VARBINARY(255);

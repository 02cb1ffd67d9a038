-- What a cluster needs to heal itself and to reclaim space without destroying anything it should not.

-- epoch grows all the time. A node that has seen a higher one than the database has tells that this is an old copy.
ALTER TABLE cluster ADD COLUMN epoch BIGINT DEFAULT 1 NOT NULL;
ALTER TABLE cluster ADD COLUMN seen_epoch BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE cluster ADD COLUMN reports_wanted_at DATETIME(6);
-- A person ended safe mode: mass losses before this no longer count.
ALTER TABLE cluster ADD COLUMN safe_mode_left_at DATETIME(6);
-- When it was first seen that nodes know a higher epoch; null while none does.
ALTER TABLE cluster ADD COLUMN old_copy_since DATETIME(6);
-- When more than a third of the nodes were last seen to be lost at once.
ALTER TABLE cluster ADD COLUMN mass_loss_at DATETIME(6);

ALTER TABLE node ADD COLUMN quarantined_bytes BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE node ADD COLUMN away_until DATETIME(6);
ALTER TABLE node ADD COLUMN maintenance_until DATETIME(6);
ALTER TABLE node ADD COLUMN drain_started_at DATETIME(6);
ALTER TABLE node ADD COLUMN reported_at DATETIME(6);
-- Its last report is too old if it was made before this; and when it was last asked for another.
ALTER TABLE node ADD COLUMN report_wanted_at DATETIME(6);
ALTER TABLE node ADD COLUMN report_asked_at DATETIME(6);
ALTER TABLE node ADD COLUMN reported_chunks BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE node ADD COLUMN unknown_chunks BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE node ADD COLUMN orphans_accepted_at DATETIME(6);

-- Null: the node claims to have it, and nobody has read it yet.
ALTER TABLE replica MODIFY COLUMN verified_at DATETIME(6) NULL;

-- Since when no extent lies on the chunk, and when its replicas were given up.
ALTER TABLE chunk ADD COLUMN unreferenced_since DATETIME(6);
ALTER TABLE chunk ADD COLUMN reclaimed_at DATETIME(6);
CREATE INDEX chunk_by_unreferenced ON chunk (reclaimed_at, unreferenced_since);

-- The node that hands its replica on, if the work is a move.
ALTER TABLE work ADD COLUMN retire_node_id BINARY(16);

-- CRC32C of the path, to find it; 0 in rows that are older than the column.
ALTER TABLE trash ADD COLUMN path_crc32c BIGINT DEFAULT 0 NOT NULL;
CREATE INDEX trash_by_path ON trash (path_crc32c);
CREATE INDEX trash_by_deletion ON trash (deleted_at, entry_id);

-- Replicas on their way out. The row goes when the file is gone or back; the ledger stays.
CREATE TABLE removal (
    id           BINARY(16)    NOT NULL,
    chunk_id     BINARY(16)    NOT NULL,
    node_id      BINARY(16)    NOT NULL,
    length_bytes BIGINT        NOT NULL,
    reason       VARCHAR(16)   NOT NULL,
    detail       VARCHAR(1000) NOT NULL,
    state        VARCHAR(16)   NOT NULL,
    requested_at DATETIME(6)   NOT NULL,
    changed_at   DATETIME(6)   NOT NULL,
    tell_at      DATETIME(6)   NOT NULL,
    last_error   VARCHAR(1000),
    PRIMARY KEY (id)
);
CREATE INDEX removal_by_node ON removal (node_id, state, tell_at);
CREATE INDEX removal_by_chunk ON removal (chunk_id, node_id);
CREATE INDEX removal_by_state ON removal (state, changed_at);

-- Every step of every removal: what, why, when. Rows are only added, and dropped when they are a year old.
CREATE TABLE ledger (
    id         BINARY(16)    NOT NULL,
    at         DATETIME(6)   NOT NULL,
    chunk_id   BINARY(16)    NOT NULL,
    node_id    BINARY(16)    NOT NULL,
    removal_id BINARY(16)    NOT NULL,
    step       VARCHAR(16)   NOT NULL,
    reason     VARCHAR(16)   NOT NULL,
    detail     VARCHAR(1000) NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ledger_by_chunk ON ledger (chunk_id, id);
CREATE INDEX ledger_by_time ON ledger (at);

-- Chunks that nodes hold and the metadata does not know.
CREATE TABLE orphan (
    node_id       BINARY(16)  NOT NULL,
    chunk_id      BINARY(16)  NOT NULL,
    first_seen_at DATETIME(6) NOT NULL,
    last_seen_at  DATETIME(6) NOT NULL,
    PRIMARY KEY (node_id, chunk_id)
);
CREATE INDEX orphan_by_age ON orphan (first_seen_at);

-- What repair copied, by the minute, for the rate that people are told.
CREATE TABLE repair_rate (
    minute_at    DATETIME(6) NOT NULL,
    copies       BIGINT      NOT NULL,
    length_bytes BIGINT      NOT NULL,
    PRIMARY KEY (minute_at)
);

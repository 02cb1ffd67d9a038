-- Who did what.

-- A window on the audit log of all services, for a while; the files of the services are the log. One row per line of
-- a metadata service. Texts compare by byte.
CREATE TABLE audit (
    id              BINARY(16)      NOT NULL,
    at              DATETIME(6)     NOT NULL,
    request_id      VARBINARY(64)   NOT NULL,
    who             VARBINARY(255)  NOT NULL,
    role            VARCHAR(16),
    from_address    VARBINARY(64)   NOT NULL,
    action          VARBINARY(255)  NOT NULL,
    target          VARBINARY(8192),
    -- The path of the target; of several the deepest directory that all lie below. NULL if it is no path.
    path            VARBINARY(4096),
    paths           INT             NOT NULL,
    detail          VARBINARY(2048),
    status          INT             NOT NULL,
    result          VARCHAR(64)     NOT NULL,
    duration_millis BIGINT,
    PRIMARY KEY (id)
);
CREATE INDEX audit_by_who ON audit (who, id);
CREATE INDEX audit_by_time ON audit (at);

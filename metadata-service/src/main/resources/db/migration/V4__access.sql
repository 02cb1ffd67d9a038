-- Who may do what.

-- Who may call. The token itself is kept nowhere; its hash finds the row. Names compare by byte.
CREATE TABLE token (
    id            BINARY(16)      NOT NULL,
    name          VARBINARY(63)   NOT NULL,
    -- The name while the token is not revoked, NULL afterwards: a name belongs to one of them.
    active_name   VARBINARY(63),
    secret_sha256 BINARY(32)      NOT NULL,
    role          VARCHAR(16)     NOT NULL,
    prefix        VARBINARY(4096) NOT NULL,
    created_at    DATETIME(6)     NOT NULL,
    created_by    VARBINARY(255)  NOT NULL,
    request_key   VARBINARY(64),
    expires_at    DATETIME(6),
    revoked_at    DATETIME(6),
    PRIMARY KEY (id),
    CONSTRAINT token_active_name UNIQUE (active_name),
    CONSTRAINT token_secret UNIQUE (secret_sha256)
);

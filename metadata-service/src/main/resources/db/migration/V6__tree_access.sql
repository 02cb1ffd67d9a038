-- Whose a tree is.

-- Whether the directory has an access list: without one, nobody need look for its grants.
ALTER TABLE entry ADD COLUMN restricted BOOLEAN DEFAULT FALSE NOT NULL;

-- Whom the access list of a directory names. Principals compare by byte.
CREATE TABLE tree_grant (
    directory_id BINARY(16)     NOT NULL,
    principal    VARBINARY(255) NOT NULL,
    role         VARCHAR(16)    NOT NULL,
    PRIMARY KEY (directory_id, principal),
    CONSTRAINT tree_grant_directory FOREIGN KEY (directory_id) REFERENCES entry (id) ON DELETE CASCADE
);

-- Who removed it, and from which directory: they say to whom it is shown.
ALTER TABLE trash ADD COLUMN deleted_by VARBINARY(255);
ALTER TABLE trash ADD COLUMN directory_id BINARY(16);

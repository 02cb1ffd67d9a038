-- Rows in what version 6 brought: a directory that is for some, and an item in the trash that is not for all.
UPDATE entry SET restricted = TRUE WHERE kind = 'DIRECTORY' AND parent_id IS NOT NULL AND name = X'70686f746f73';
INSERT INTO tree_grant (directory_id, principal, role)
SELECT id, X'616c696365', 'OWNER' FROM entry WHERE restricted = TRUE;

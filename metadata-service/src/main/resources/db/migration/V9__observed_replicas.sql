-- What nodes find on their disks, and when.

-- As of when the replica's state is known: what was observed earlier and told later does not change it. Null: since it was
-- recorded by a commit.
ALTER TABLE replica ADD COLUMN observed_at DATETIME(6);
-- What can't be used on disks that work, one sentence per line.
ALTER TABLE node ADD COLUMN disk_warnings VARCHAR(4000) DEFAULT '' NOT NULL;

-- How long the nodes' disks take, as the nodes measure it.

-- JSON, as in the heartbeat: its figures are compared once in a while, and not with every statement on nodes.
ALTER TABLE node ADD COLUMN disk_latencies TEXT;

-- For what was found by comparing disks: a sentence with the figures. NULL for what a client reports.
ALTER TABLE slow_report ADD COLUMN measured VARCHAR(1000);

-- Reports that are too old are deleted by it.
CREATE INDEX slow_report_reported_at ON slow_report (reported_at);

-- Rows in what version 7 brought: a line of the audit log.
INSERT INTO audit (id, at, request_id, who, role, from_address, action, target, path, paths, detail, status, result,
    duration_millis)
VALUES (X'01900000000070008000000000000001', '2026-01-01 00:03:00', X'72657131', X'616C696365', 'WRITER',
    X'3132372E302E302E31', X'44454C455445202F6170692F76312F66696C6573', X'2F70686F746F73', X'2F70686F746F73', 1, NULL, 200,
    'OK', 12);

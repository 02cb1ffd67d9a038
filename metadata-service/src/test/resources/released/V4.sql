-- Rows in what version 4 brought: a token that was revoked, and one that is good.
INSERT INTO token (id, name, active_name, secret_sha256, role, prefix, created_at, created_by, request_key, expires_at,
    revoked_at)
VALUES (X'10000000000000000000000000000001', X'616C696365', NULL,
    X'0101010101010101010101010101010101010101010101010101010101010101', 'WRITER', X'2F',
    '2026-01-01 00:00:07', X'61646D696E', NULL, NULL, '2026-01-01 00:00:08');
INSERT INTO token (id, name, active_name, secret_sha256, role, prefix, created_at, created_by, request_key, expires_at,
    revoked_at)
VALUES (X'10000000000000000000000000000002', X'616C696365', X'616C696365',
    X'0202020202020202020202020202020202020202020202020202020202020202', 'READER', X'2F70686F746F73',
    '2026-01-01 00:00:09', X'61646D696E', X'6B31', '2036-01-01 00:00:00', NULL);

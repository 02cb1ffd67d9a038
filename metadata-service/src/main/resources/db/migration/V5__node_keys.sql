-- By what a node is known.

-- X.509 encoding of the node's Ed25519 public key; null until a node of an older version registers with one.
ALTER TABLE node ADD COLUMN public_key VARBINARY(64);

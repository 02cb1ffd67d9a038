-- Rows in what version 5 brought: a node that is known by its key.
UPDATE node SET public_key = X'302a300506032b6570032100a0b1c2d3e4f5061728394a5b6c7d8e9fa0b1c2d3e4f5061728394a5b6c7d8e9f'
WHERE name = 'node-2';

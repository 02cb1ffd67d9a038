package io.dfs.metadata.database;

import io.dfs.metadata.support.OnH2;

@OnH2
class SchemaOnH2Test extends SchemaContract {}

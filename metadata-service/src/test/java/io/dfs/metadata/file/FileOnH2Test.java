package io.dfs.metadata.file;

import io.dfs.metadata.support.OnH2;

@OnH2
class FileOnH2Test extends FileContract {}

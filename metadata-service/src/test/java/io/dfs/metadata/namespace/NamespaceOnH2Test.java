package io.dfs.metadata.namespace;

import io.dfs.metadata.support.OnH2;

@OnH2
class NamespaceOnH2Test extends NamespaceContract {}

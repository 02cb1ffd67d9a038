package io.dfs.metadata.explain;

import io.dfs.metadata.support.OnH2;

@OnH2
class ExplanationOnH2Test extends ExplanationContract {}

package io.dfs.metadata.people;

import io.dfs.metadata.support.OnH2;

@OnH2
class TokenOnH2Test extends TokenContract {}

package io.dfs.common.api;

import java.util.List;

/** In the order of the request's files. */
public record CommitReply(List<CommittedFile> files) {}

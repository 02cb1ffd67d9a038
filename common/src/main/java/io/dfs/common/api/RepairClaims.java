package io.dfs.common.api;

import java.util.List;

public record RepairClaims(List<RepairTask> tasks) {}

package io.dfs.common.api;

import java.util.List;

public record Allocation(List<WriteTicket> tickets) {}

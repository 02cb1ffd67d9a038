package io.dfs.common.api;

import java.util.List;

/** By node name, then by path. */
public record DiskList(List<DiskStatus> disks) {

    public DiskList {
        disks = List.copyOf(disks);
    }
}

package io.dfs.metadata.node;

import io.dfs.common.api.SafeModeState;
import org.springframework.stereotype.Component;

/** Whether the cluster holds back from repairing and removing. */
@Component
public class SafeMode {

    public SafeModeState state() {
        return new SafeModeState(SafeModeState.Mode.OFF, "", null);
    }
}

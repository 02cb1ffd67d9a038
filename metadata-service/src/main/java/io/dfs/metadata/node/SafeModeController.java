package io.dfs.metadata.node;

import io.dfs.common.api.SafeModeExit;
import io.dfs.common.api.SafeModeState;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class SafeModeController {

    private final SafeModeExits exits;

    SafeModeController(SafeModeExits exits) {
        this.exits = exits;
    }

    @PostMapping("/api/v1/cluster/safe-mode-exits")
    SafeModeState leave(@RequestBody SafeModeExit exit) {
        return exits.leave(exit);
    }
}

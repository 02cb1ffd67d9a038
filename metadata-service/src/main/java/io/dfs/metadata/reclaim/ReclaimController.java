package io.dfs.metadata.reclaim;

import io.dfs.common.api.ReclaimRound;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ReclaimController {

    private final ReclaimRounds rounds;

    ReclaimController(ReclaimRounds rounds) {
        this.rounds = rounds;
    }

    @PostMapping("/api/v1/repairs/reclaim-rounds")
    ReclaimRound reclaim() {
        return rounds.run();
    }
}

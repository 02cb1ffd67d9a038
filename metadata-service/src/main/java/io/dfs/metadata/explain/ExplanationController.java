package io.dfs.metadata.explain;

import io.dfs.common.api.Explanation;
import io.dfs.common.file.FilePath;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ExplanationController {

    private final Explanations explanations;

    ExplanationController(Explanations explanations) {
        this.explanations = explanations;
    }

    @GetMapping("/api/v1/explanations")
    Explanation explain(
            @RequestParam FilePath path,
            @RequestParam(defaultValue = "0") int from,
            @RequestParam(defaultValue = "20") int limit) {
        return explanations.explain(path, from, limit);
    }
}

package io.dfs.metadata.people;

import io.dfs.common.api.Caller;
import io.dfs.common.api.CreatedToken;
import io.dfs.common.api.TokenInfo;
import io.dfs.common.api.TokenPage;
import io.dfs.common.api.TokenRequest;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.DfsHeaders;
import io.dfs.metadata.caller.Callers;
import io.dfs.metadata.caller.Identity;
import io.dfs.metadata.repeat.RequestKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1")
class TokenController {

    private final Tokens tokens;

    TokenController(Tokens tokens) {
        this.tokens = tokens;
    }

    @GetMapping("/caller")
    Caller caller() {
        return switch (Callers.current()) {
            case Identity.Person(var name, var role, var prefix, var expiresAt) ->
                new Caller(name, role, prefix, expiresAt);
            case Identity.Program program -> new Caller(program.name(), null, FilePath.ROOT, null);
            case Identity.Service service -> throw new IllegalStateException(service.name() + " sends no requests");
        };
    }

    @PostMapping("/tokens")
    CreatedToken create(
            @RequestBody TokenRequest request,
            @RequestHeader(name = DfsHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String key) {
        return tokens.create(
                request,
                Callers.current().name(),
                RequestKey.of(key, "create token", request).key());
    }

    @GetMapping("/tokens")
    TokenPage tokens(
            @RequestParam(required = false) @Nullable UUID after, @RequestParam(defaultValue = "100") int limit) {
        return tokens.page(after, limit);
    }

    @DeleteMapping("/tokens/{name}")
    TokenInfo revoke(@PathVariable String name) {
        return tokens.revoke(name);
    }
}

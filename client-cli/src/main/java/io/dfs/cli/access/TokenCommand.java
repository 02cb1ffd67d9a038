package io.dfs.cli.access;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.JsonListing;
import io.dfs.cli.session.OutputException;
import io.dfs.cli.session.PagedListing;
import io.dfs.cli.session.PagedListing.Page;
import io.dfs.cli.session.Table;
import io.dfs.cli.store.StorePaths;
import io.dfs.common.api.AccessApi;
import io.dfs.common.api.Caller;
import io.dfs.common.api.CreatedToken;
import io.dfs.common.api.Role;
import io.dfs.common.api.TokenInfo;
import io.dfs.common.api.TokenPage;
import io.dfs.common.api.TokenRequest;
import io.dfs.common.error.DfsException;
import io.dfs.common.file.FilePath;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "token",
        description = "Decide who gets in: each person and program has a token of its own.",
        synopsisSubcommandLabel = "COMMAND")
public final class TokenCommand {

    private final Invocation invocation;

    public TokenCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Command(
            description = "Make a token and print it. It is told this once: the cluster keeps only its hash.",
            footer = {
                "",
                "Example:",
                "  dfs token create alice --role writer --prefix /teams/a --expires 90d > alice.token"
            })
    int create(
            @Parameters(paramLabel = "NAME", description = "Who holds it; the audit log calls them so.") String name,
            @Option(
                            names = "--role",
                            required = true,
                            paramLabel = "ROLE",
                            description =
                                    "reader, writer (also makes, changes, removes files) or admin (also the cluster).")
                    Role role,
            @Option(names = "--prefix", paramLabel = "PATH", description = "The tree that it reaches. Default: all.")
                    @Nullable
                    String prefix,
            @Option(
                            names = "--expires",
                            paramLabel = "WHEN",
                            description =
                                    "A span such as 12h or 30d, or a date (UTC) such as 2027-01-01. Default: never.")
                    @Nullable
                    String expires) {
        Instant now = invocation.environment().clock().instant();
        TokenRequest request = new TokenRequest(
                name,
                role,
                prefix == null ? null : StorePaths.parse(prefix),
                expires == null ? null : Expiry.parse(expires, now));
        try (ClusterSession session = invocation.connect()) {
            CreatedToken created = session.access().createToken(request);
            try {
                print(created);
                invocation.out().flush();
            } catch (OutputException e) {
                throw new OutputException("%s; %s".formatted(e.getMessage(), revokeUnseen(session, created)), e);
            }
            return 0;
        }
    }

    /** A token that was never shown must not open anything. */
    private String revokeUnseen(ClusterSession session, CreatedToken created) {
        String id = created.info().id().toString();
        try {
            session.access().revokeToken(id);
            return "the new token of %s could not be shown, so it is revoked"
                    .formatted(invocation.show(created.info().name()));
        } catch (DfsException e) {
            return "the new token of %s could not be shown, nor revoked (%s): run 'dfs token revoke %s'"
                    .formatted(invocation.show(created.info().name()), e.getMessage(), id);
        }
    }

    private void print(CreatedToken created) {
        if (invocation.options().json()) {
            invocation.printJson(created);
            return;
        }
        invocation.out().println(created.token());
        invocation.out().flush();
        TokenInfo info = created.info();
        invocation.remark("%s is %s of %s %s; the token is shown this once"
                .formatted(
                        invocation.show(info.name()),
                        info.role(),
                        info.prefix().equals(FilePath.ROOT) ? "everything" : invocation.show(info.prefix()),
                        info.expiresAt() == null ? "for good" : "until " + info.expiresAt()));
    }

    @Command(description = "List all tokens, also those that no longer open anything.")
    int ls() {
        try (ClusterSession session = invocation.connect()) {
            PagedListing<TokenInfo, UUID> tokens = tokens(session.access());
            if (invocation.options().json()) {
                JsonListing json = new JsonListing(invocation.out(), "tokens");
                tokens.addTo(json);
                json.end();
            } else if (tokens.show(0, this::print).items() == 0) {
                invocation.out().println("there are no tokens");
            }
            return 0;
        }
    }

    private static PagedListing<TokenInfo, UUID> tokens(AccessApi access) {
        return new PagedListing<>((after, limit) -> {
            TokenPage page = access.tokens(after, limit);
            return new Page<>(page.tokens(), page.next());
        });
    }

    private void print(List<TokenInfo> tokens) {
        Table table = new Table().row("NAME", "ROLE", "PREFIX", "STATE", "EXPIRES", "CREATED", "BY", "ID");
        tokens.forEach(token -> table.row(
                invocation.show(token.name()),
                token.role(),
                invocation.show(token.prefix()),
                state(token),
                Objects.toString(token.expiresAt(), "never"),
                token.createdAt(),
                invocation.show(token.createdBy()),
                token.id()));
        table.print(invocation.out());
    }

    private String state(TokenInfo token) {
        Instant now = invocation.environment().clock().instant();
        if (token.revokedAt() != null) {
            return "REVOKED";
        }
        return token.expiresAt() != null && !token.expiresAt().isAfter(now) ? "EXPIRED" : "VALID";
    }

    @Command(description = "End a token: from now on no one gets in by it.")
    int revoke(
            @Parameters(paramLabel = "NAME", description = "Its name, or its id as 'dfs token ls' shows it.")
                    String name) {
        try (ClusterSession session = invocation.connect()) {
            TokenInfo token = session.access().revokeToken(name);
            if (invocation.options().json()) {
                invocation.printJson(token);
            } else {
                invocation.remark("the token of %s is revoked".formatted(invocation.show(token.name())));
            }
            return 0;
        }
    }

    @Command(description = "Show who you are for the cluster, and what your token allows.")
    int whoami() {
        try (ClusterSession session = invocation.connect()) {
            Caller caller = session.access().whoAmI();
            if (invocation.options().json()) {
                invocation.printJson(caller);
                return 0;
            }
            new Table()
                    .row("name", invocation.show(caller.name()))
                    .row("role", caller.role() == null ? "a program of the cluster" : caller.role())
                    .row("prefix", invocation.show(caller.prefix()))
                    .row("expires", Objects.toString(caller.expiresAt(), "never"))
                    .row("token from", Objects.requireNonNullElse(invocation.tokenOrigin(), "-"))
                    .print(invocation.out());
            return 0;
        }
    }
}

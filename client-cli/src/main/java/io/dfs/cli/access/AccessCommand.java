package io.dfs.cli.access;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.Table;
import io.dfs.cli.session.UsageException;
import io.dfs.cli.store.StorePaths;
import io.dfs.common.api.AccessApi;
import io.dfs.common.api.TreeAccess;
import io.dfs.common.api.TreeAccessRequest;
import io.dfs.common.api.TreeGrant;
import io.dfs.common.api.TreeRole;
import io.dfs.common.file.FilePath;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "access",
        description = "Decide who gets into a tree: the access list of a directory.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Who wants to get at a file must be on every list on the way to it; directories without a list let everybody pass."
                    + " Admins always pass."
        })
public final class AccessCommand {

    private final Invocation invocation;

    public AccessCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Command(description = "Show the access list of a directory.")
    int show(@Parameters(paramLabel = "PATH", description = "The directory.") String path) {
        FilePath directory = StorePaths.parse(path);
        try (ClusterSession session = invocation.connect()) {
            TreeAccess list = session.access().access(directory);
            if (invocation.options().json()) {
                invocation.printJson(list);
            } else if (list.grants().isEmpty()) {
                invocation
                        .out()
                        .println(
                                "%s has no access list: those above it decide".formatted(invocation.show(list.path())));
            } else {
                Table table = new Table().row("PRINCIPAL", "ROLE");
                list.grants().forEach(grant -> table.row(invocation.show(grant.principal()), grant.role()));
                table.print(invocation.out());
            }
            return 0;
        }
    }

    @Command(description = "Put someone on the access list of a directory, or give them another role on it.")
    int grant(
            @Parameters(paramLabel = "PATH", description = "The directory.") String path,
            @Parameters(
                            paramLabel = "PRINCIPAL",
                            description =
                                    "A token's name, oidc:NAME for a person of an identity provider, '*' for all.")
                    String principal,
            @Parameters(paramLabel = "ROLE", description = "reader, writer, or owner (also changes the list).")
                    TreeRole role) {
        FilePath directory = StorePaths.parse(path);
        try (ClusterSession session = invocation.connect()) {
            List<TreeGrant> before = session.access().access(directory).grants();
            Stream<TreeGrant> others =
                    before.stream().filter(grant -> !grant.principal().equals(principal));
            set(
                    session.access(),
                    directory,
                    Stream.concat(others, Stream.of(new TreeGrant(principal, role)))
                            .toList(),
                    "%s is %s of %s".formatted(invocation.show(principal), role, invocation.show(directory)));
            if (before.isEmpty()) {
                invocation.remark("%s had no access list: from now on only who is on it gets in"
                        .formatted(invocation.show(directory)));
            }
            return 0;
        }
    }

    @Command(description = "Take someone off the access list of a directory.")
    int revoke(
            @Parameters(paramLabel = "PATH", description = "The directory.") String path,
            @Parameters(paramLabel = "PRINCIPAL", description = "As 'dfs access show' shows it.") String principal) {
        FilePath directory = StorePaths.parse(path);
        try (ClusterSession session = invocation.connect()) {
            TreeAccess list = session.access().access(directory);
            List<TreeGrant> others = list.grants().stream()
                    .filter(grant -> !grant.principal().equals(principal))
                    .toList();
            if (others.size() == list.grants().size()) {
                print(
                        list,
                        "%s is not on the access list of %s; nothing is changed"
                                .formatted(invocation.show(principal), invocation.show(directory)));
                return 0;
            }
            requireSomebody(others, directory, principal);
            set(
                    session.access(),
                    directory,
                    others,
                    "%s is off the access list of %s"
                            .formatted(invocation.show(principal), invocation.show(directory)));
            return 0;
        }
    }

    /** An empty list is no list, and lets everybody in: no one who takes someone off means that. */
    private static void requireSomebody(List<TreeGrant> grants, FilePath directory, String principal) {
        if (grants.isEmpty()) {
            throw new UsageException(
                    "%s is the last on the access list of %s, and without a list everybody gets in: grant it to someone else first, or mean it with 'dfs access clear %s'"
                            .formatted(principal, directory, directory));
        }
    }

    @Command(description = "Remove the access list of a directory: the lists above it decide again.")
    int clear(@Parameters(paramLabel = "PATH", description = "The directory.") String path) {
        FilePath directory = StorePaths.parse(path);
        try (ClusterSession session = invocation.connect()) {
            set(
                    session.access(),
                    directory,
                    List.of(),
                    "%s has no access list: those above it decide".formatted(invocation.show(directory)));
            return 0;
        }
    }

    private void set(AccessApi access, FilePath directory, List<TreeGrant> grants, String sentence) {
        print(access.setAccess(directory, new TreeAccessRequest(grants)), sentence);
    }

    private void print(TreeAccess list, String sentence) {
        if (invocation.options().json()) {
            invocation.printJson(list);
        } else {
            invocation.remark(sentence);
        }
    }
}

package io.dfs.metadata.tree;

import io.dfs.common.api.Role;
import io.dfs.common.api.TreeGrant;
import io.dfs.common.api.TreeRole;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.caller.Identity;
import io.dfs.metadata.limits.Limits;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which access lists can be. */
final class GrantRules {

    static final int MAX_PRINCIPAL_BYTES = 255;

    /** Means every caller. */
    static final String EVERYBODY = "*";

    private GrantRules() {}

    static void check(List<TreeGrant> list, Limits limits) {
        if (list.size() > limits.maxGrantsPerList()) {
            throw invalid("the list has %d grants; the most is %d: name fewer, or * for everybody"
                    .formatted(list.size(), limits.maxGrantsPerList()));
        }
        Set<String> principals = new HashSet<>();
        for (TreeGrant grant : list) {
            checkPrincipal(grant.principal());
            if (!principals.add(grant.principal())) {
                throw invalid("the list names %s twice: give each one role".formatted(grant.principal()));
            }
        }
    }

    private static void checkPrincipal(String principal) {
        int bytes = principal.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > MAX_PRINCIPAL_BYTES) {
            throw invalid("a principal has %d bytes; 1 to %d are allowed".formatted(bytes, MAX_PRINCIPAL_BYTES));
        }
        if (!principal.codePoints().allMatch(GrantRules::isPrintable)) {
            throw invalid(
                    "a principal has blanks or characters that can't be seen: give the name of a token, oidc:NAME or *");
        }
    }

    /** Names that look alike and differ would be taken for each other. */
    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** No one locks himself out by mistake. An empty list locks no one out: it is none. */
    static void requireStillOwned(List<TreeGrant> list, Identity caller, FilePath path) {
        boolean admin = caller instanceof Identity.Person person && person.role() == Role.ADMIN;
        boolean owned = list.stream()
                .filter(grant -> grant.role() == TreeRole.OWNER)
                .map(TreeGrant::principal)
                .anyMatch(principal -> principal.equals(caller.name()) || principal.equals(EVERYBODY));
        if (!admin && !owned && !list.isEmpty()) {
            throw invalid("by this list %s would no longer own %s: name it as owner, or ask another owner or an admin"
                    .formatted(caller.name(), path));
        }
    }

    private static DfsException invalid(String message) {
        return new DfsException(ErrorCode.INVALID_REQUEST, message);
    }
}

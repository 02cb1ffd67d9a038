package io.dfs.metadata.people;

import io.dfs.common.api.Role;
import io.dfs.common.api.TokenInfo;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.Ids;
import io.dfs.metadata.database.Transactions;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * Lets the first person in. Runs before the service says that it is ready. The token is given by configuration, or is made
 * once and left in a file that only the service's user can read; it is never printed, since logs are read by many.
 */
@Component
class FirstAdmin implements ApplicationRunner {

    static final String NAME = "admin";

    private static final Logger LOG = LoggerFactory.getLogger(FirstAdmin.class);
    private static final String CREATED_BY = "configuration";

    private final PeopleSettings settings;
    private final TokenTable table;
    private final Transactions transactions;

    FirstAdmin(PeopleSettings settings, TokenTable table, Transactions transactions) {
        this.settings = settings;
        this.table = table;
        this.transactions = transactions;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        AdminTokenFile file = new AdminTokenFile(settings.adminTokenFile());
        Optional<TokenSecret> given = Optional.ofNullable(settings.givenAdminToken())
                .map(text -> AdminTokenFile.parse(text, "DFS_ADMIN_TOKEN"))
                .or(file::read);
        if (given.isPresent()) {
            accept(given.get());
        } else if (!transactions.call(table::hasAdmin)) {
            make(file);
        }
    }

    /** One that was revoked stays so: it was meant. */
    private void accept(TokenSecret secret) {
        transactions.run(() -> {
            Optional<TokenInfo> known = table.bySecret(secret);
            if (known.isPresent()) {
                if (known.get().revokedAt() != null) {
                    LOG.warn(
                            "the configured admin token was revoked at {}; configure another one",
                            known.get().revokedAt());
                }
                return;
            }
            Optional<TokenInfo> before = table.active(NAME);
            if (before.isPresent()) {
                table.replaceSecret(before.get().id(), secret);
                LOG.info("the token {} is now the one that is configured", NAME);
            } else {
                insert(secret);
            }
        });
    }

    /** The file first: a token whose file was lost would be one that no one has. */
    private void make(AdminTokenFile file) {
        TokenSecret secret = TokenSecret.random();
        Path written = file.write(secret);
        boolean isFirst = transactions.call(() -> {
            if (table.hasAdmin()) {
                return false;
            }
            insert(secret);
            return true;
        });
        if (isFirst) {
            LOG.info("the first admin's token is in {}, which only this user can read", written);
        } else {
            // Another service of the cluster started at the same time.
            file.delete();
        }
    }

    private void insert(TokenSecret secret) {
        table.insert(
                new TokenTable.NewToken(Ids.next(), NAME, secret, Role.ADMIN, FilePath.ROOT, CREATED_BY, null, null));
    }
}

package io.dfs.metadata.status;

import io.dfs.metadata.database.DatabaseProduct;
import io.dfs.metadata.status.ClusterFacts.BackUp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads how old the last back-up of the metadata is, which {@code deploy/mysql/backup} writes down. */
@Component
class BackUpSurvey {

    private final JdbcClient jdbc;
    private final DatabaseProduct product;
    private final Duration limit;

    BackUpSurvey(JdbcClient jdbc, DatabaseProduct product, StatusSettings settings) {
        this.jdbc = jdbc;
        this.product = product;
        this.limit = settings.backupMaxAge();
    }

    /** Of an embedded database nothing is known: its file is copied without the service. */
    BackUp read(Instant now) {
        if (product.isEmbedded()) {
            return BackUp.UNKNOWN;
        }
        Optional<Instant> taken = instant("SELECT taken_at FROM back_up WHERE singleton = 1");
        Instant since = taken.or(() -> instant("SELECT created_at FROM cluster WHERE singleton = 1"))
                .orElse(now);
        return new BackUp(true, taken.isPresent(), Duration.between(since, now), limit);
    }

    private Optional<Instant> instant(String sql) {
        return jdbc.sql(sql).query(LocalDateTime.class).optional().map(time -> time.toInstant(ZoneOffset.UTC));
    }
}

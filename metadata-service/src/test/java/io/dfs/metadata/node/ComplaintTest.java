package io.dfs.metadata.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComplaintTest {

    /** Any reader may complain, and the log is read on a terminal and by others. */
    @Test
    void theReasonOfAComplaintIsHarmlessInTheLog() {
        String token = "dfs_" + "t".repeat(43);

        String logged = ReplicaReports.shortened("\u001b[2Jbad " + token + "\nERROR forged line");

        assertThat(logged).isEqualTo("\\u001b[2Jbad dfs_(secret)");
        assertThat(ReplicaReports.shortened("x".repeat(50_000))).hasSizeLessThanOrEqualTo(201);
    }
}

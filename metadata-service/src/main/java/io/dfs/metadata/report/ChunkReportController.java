package io.dfs.metadata.report;

import io.dfs.common.api.ChunkReportPage;
import io.dfs.common.api.ChunkReportReply;
import io.dfs.common.api.ChunkReportStart;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.NodeId;
import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/nodes/{id}/chunk-reports")
class ChunkReportController {

    private final ChunkReports reports;

    ChunkReportController(ChunkReports reports) {
        this.reports = reports;
    }

    @PostMapping
    ChunkReportStart start(@PathVariable NodeId id) {
        return reports.start(id);
    }

    @PostMapping("/{reportId}/pages")
    ChunkReportReply page(@PathVariable NodeId id, @PathVariable UUID reportId, @RequestBody ChunkReportPage page) {
        if (!reportId.equals(page.reportId())) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "the page of report %s was sent to report %s".formatted(page.reportId(), reportId));
        }
        return reports.merge(id, page);
    }
}

package io.dfs.metadata.namespace;

import io.dfs.common.api.DirectoryPage;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.MakeDirectoryRequest;
import io.dfs.common.api.Removed;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.DfsHeaders;
import io.dfs.metadata.caller.Callers;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.repeat.AnsweredRequests;
import io.dfs.metadata.repeat.RequestKey;
import io.dfs.service.audit.AuditNote;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1")
class NamespaceController {

    private final Namespace namespace;
    private final AnsweredRequests answered;
    private final Limits limits;

    NamespaceController(Namespace namespace, AnsweredRequests answered, Limits limits) {
        this.namespace = namespace;
        this.answered = answered;
        this.limits = limits;
    }

    @GetMapping("/directories")
    DirectoryPage list(
            @RequestParam FilePath path,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(defaultValue = "false") boolean below) {
        int entries = limit == null ? limits.maxPage() : limit;
        return below ? namespace.listTree(path, after, entries) : namespace.list(path, after, entries);
    }

    @PostMapping("/directories")
    FileStat makeDirectory(
            @RequestBody MakeDirectoryRequest request,
            @RequestHeader(name = DfsHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String key) {
        Callers.requireReach(request.path());
        return answered.once(
                RequestKey.of(key, "mkdir", request),
                FileStat.class,
                () -> stat(request.path(), namespace.makeDirectory(request)));
    }

    @DeleteMapping("/files")
    Removed remove(
            @RequestParam FilePath path,
            @RequestParam(defaultValue = "false") boolean recursive,
            @RequestParam(defaultValue = "false") boolean permanent,
            @RequestHeader(name = DfsHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String key) {
        if (permanent) {
            new AuditNote(null, "permanent=true").leave();
        }
        Callers.requireReach(path);
        return answered.once(
                permanent
                        ? RequestKey.of(key, "rm", path, recursive, "permanent")
                        : RequestKey.of(key, "rm", path, recursive),
                Removed.class,
                () -> namespace.remove(path, recursive, permanent));
    }

    private static FileStat stat(FilePath path, Entry directory) {
        return new FileStat(
                path,
                directory.kind(),
                null,
                null,
                null,
                null,
                null,
                null,
                Map.of(),
                directory.createdAt(),
                directory.modifiedAt(),
                List.of());
    }
}

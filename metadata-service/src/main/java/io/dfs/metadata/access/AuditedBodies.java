package io.dfs.metadata.access;

import io.dfs.common.api.AdminStateRequest;
import io.dfs.common.api.BadReplicaReport;
import io.dfs.common.api.CommitRequest;
import io.dfs.common.api.DiskRequest;
import io.dfs.common.api.FileCommit;
import io.dfs.common.api.MakeDirectoryRequest;
import io.dfs.common.api.NodeRegistration;
import io.dfs.common.api.ReleaseRequest;
import io.dfs.common.api.ReplicationRequest;
import io.dfs.common.api.SafeModeExit;
import io.dfs.common.api.SlowNodeReport;
import io.dfs.common.api.TokenRequest;
import io.dfs.common.api.TrashPurgeRequest;
import io.dfs.common.api.TreeAccessRequest;
import io.dfs.common.api.UndeleteRequest;
import io.dfs.common.file.FilePath;
import io.dfs.service.audit.AuditNote;
import io.dfs.service.audit.AuditTarget;
import java.lang.reflect.Type;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/** Notes for the audit log what a request's body is about, for every endpoint at once. */
@RestControllerAdvice
class AuditedBodies extends RequestBodyAdviceAdapter {

    private static final int GRANTS_IN_FULL = 10;

    @Override
    public boolean supports(
            MethodParameter parameter, Type targetType, Class<? extends HttpMessageConverter<?>> converterType) {
        return true;
    }

    @Override
    public Object afterBodyRead(
            Object body,
            HttpInputMessage message,
            MethodParameter parameter,
            Type targetType,
            Class<? extends HttpMessageConverter<?>> converterType) {
        AuditNote note = note(body);
        if (note != null) {
            note.leave();
        }
        return body;
    }

    /** Null for a body that tells nothing which its address does not. */
    static @Nullable AuditNote note(@Nullable Object body) {
        return switch (body) {
            case CommitRequest commit ->
                new AuditNote(
                        AuditTarget.of(
                                commit.files().stream().map(FileCommit::path).toList()),
                        null);
            case MakeDirectoryRequest request -> new AuditNote(AuditTarget.of(request.path()), null);
            case UndeleteRequest request ->
                new AuditNote(
                        AuditTarget.of(Stream.of(request.path(), request.to())
                                .filter(Objects::nonNull)
                                .toList()),
                        null);
            case ReplicationRequest request -> new AuditNote(null, "replication " + request.replicationFactor());
            case TreeAccessRequest request -> new AuditNote(null, grants(request));
            case TokenRequest request -> new AuditNote(AuditTarget.named(request.name()), rights(request));
            case NodeRegistration node -> new AuditNote(AuditTarget.named(node.name()), node.advertisedUrl());
            case AdminStateRequest request ->
                new AuditNote(null, request.state() + (request.force() ? ", forced" : ""));
            // Until their paths are known, which a refusal does not wait for.
            case TrashPurgeRequest request -> new AuditNote(AuditTarget.named("trash"), purged(request));
            case ReleaseRequest request ->
                new AuditNote(AuditTarget.named("quarantine"), request.dryRun() ? "dry run" : null);
            case DiskRequest request ->
                new AuditNote(null, "disk " + request.disk() + (request.force() ? ", forced" : ""));
            case SafeModeExit exit ->
                new AuditNote(
                        AuditTarget.named("cluster"),
                        exit.acceptRestoredDatabase() ? "accepts a restored database" : null);
            case BadReplicaReport report ->
                new AuditNote(AuditTarget.named("%s on %s".formatted(report.chunkId(), report.nodeId())), null);
            case SlowNodeReport report ->
                new AuditNote(
                        AuditTarget.named(report.nodeId().toString()),
                        "%d bytes/s, others %d".formatted(report.bytesPerSecond(), report.othersBytesPerSecond()));
            case null, default -> null;
        };
    }

    private static String rights(TokenRequest request) {
        return "%s below %s%s"
                .formatted(
                        request.role(),
                        Objects.requireNonNullElse(request.prefix(), FilePath.ROOT),
                        request.expiresAt() == null ? "" : " until " + request.expiresAt());
    }

    private static String purged(TrashPurgeRequest request) {
        return "%d entries%s, the first %s"
                .formatted(
                        request.trashIds().size(),
                        request.dryRun() ? ", dry run" : "",
                        request.trashIds().isEmpty()
                                ? "none"
                                : request.trashIds().getFirst());
    }

    private static String grants(TreeAccessRequest request) {
        String first = request.grants().stream()
                .limit(GRANTS_IN_FULL)
                .map(grant -> grant.principal() + "=" + grant.role())
                .collect(Collectors.joining(", "));
        int more = request.grants().size() - GRANTS_IN_FULL;
        return more > 0 ? "%s and %d more".formatted(first, more) : first.isEmpty() ? "no list" : first;
    }
}

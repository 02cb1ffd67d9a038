package io.dfs.common.error;

/**
 * Every error that dfs answers, in the order in which a request is checked: the first that holds is the one that is told.
 * A code is a promise: its name, HTTP status and meaning stay.
 */
public enum ErrorCode {
    // What the request itself says
    INVALID_REQUEST(400, false, ExitCode.REFUSED, "the request is malformed or lacks something"),
    INVALID_PATH(400, false, ExitCode.USAGE, "the path or a name in it breaks a rule"),
    INVALID_CHUNK_SIZE(400, false, ExitCode.USAGE, "the chunk size is outside the limits"),
    INVALID_REPLICATION_FACTOR(400, false, ExitCode.USAGE, "the replication factor is outside the limits"),
    LENGTH_REQUIRED(411, false, ExitCode.REFUSED, "the request has no Content-Length"),
    TOO_LARGE(413, false, ExitCode.REFUSED, "the request is larger than the limit"),
    METHOD_NOT_ALLOWED(405, false, ExitCode.REFUSED, "the resource does not know this method"),
    UNSUPPORTED_MEDIA_TYPE(415, false, ExitCode.REFUSED, "the request's content type is not the expected one"),
    NO_SUCH_ENDPOINT(404, false, ExitCode.REFUSED, "there is no such endpoint"),

    // Who may
    TOO_MANY_ATTEMPTS(429, true, ExitCode.UNAVAILABLE, "too many refused tokens came from this address lately"),
    TOKEN_REQUIRED(401, false, ExitCode.REFUSED, "the request carries no token or ticket"),
    TOKEN_INVALID(401, false, ExitCode.REFUSED, "no one has this token"),
    TOKEN_EXPIRED(401, false, ExitCode.REFUSED, "the token's time is over; ask an admin for a new one"),
    TOKEN_REVOKED(401, false, ExitCode.REFUSED, "the token was revoked"),
    TICKET_INVALID(403, false, ExitCode.REFUSED, "the ticket is forged, damaged, or for something else"),
    TICKET_EXPIRED(403, true, ExitCode.UNAVAILABLE, "the ticket is too old; ask for a new one"),
    SERVICE_TOKEN_INVALID(403, false, ExitCode.REFUSED, "the service token is forged, damaged or too old"),
    CERTIFICATE_REQUIRED(403, false, ExitCode.REFUSED, "programs of this cluster show a client certificate"),
    NODE_KEY_MISMATCH(403, false, ExitCode.REFUSED, "the node is known, and with another key"),
    FORBIDDEN(403, false, ExitCode.REFUSED, "the token's role or reach does not allow this"),
    WRONG_CLUSTER(409, false, ExitCode.REFUSED, "the data, token or node belongs to another cluster"),

    // The namespace
    NOT_FOUND(404, false, ExitCode.NOT_FOUND, "there is no such file or directory"),
    NOT_A_DIRECTORY(409, false, ExitCode.CONFLICT, "a file stands where a directory is needed"),
    IS_A_DIRECTORY(409, false, ExitCode.CONFLICT, "a directory stands where a file is needed"),
    ALREADY_EXISTS(409, false, ExitCode.CONFLICT, "the target exists and overwriting was not asked for"),
    DIRECTORY_NOT_EMPTY(409, false, ExitCode.CONFLICT, "the directory has entries"),
    VERSION_MISMATCH(412, false, ExitCode.CONFLICT, "the file has changed since"),
    KEY_REUSED(422, false, ExitCode.REFUSED, "the idempotency key belongs to another request"),
    RANGE_NOT_SATISFIABLE(416, false, ExitCode.USAGE, "the range lies outside the data"),

    // Commit
    EXTENTS_NOT_CONTIGUOUS(422, false, ExitCode.REFUSED, "the extents do not add up to the file"),
    RECEIPT_INVALID(422, false, ExitCode.REFUSED, "a receipt is forged, damaged, or does not match"),
    RECEIPT_EXPIRED(422, false, ExitCode.REFUSED, "a receipt is too old; upload the chunk again"),
    TOO_FEW_REPLICAS(409, true, ExitCode.UNAVAILABLE, "a chunk has fewer durable replicas than a commit needs"),

    // Chunks on nodes
    LENGTH_MISMATCH(400, true, ExitCode.INTEGRITY, "the body is shorter or longer than declared"),
    CHECKSUM_MISMATCH(422, true, ExitCode.INTEGRITY, "the bytes are not the ones that were announced"),
    CHUNK_NOT_FOUND(404, true, ExitCode.INTEGRITY, "the node holds no such chunk"),
    CHUNK_CORRUPT(410, true, ExitCode.INTEGRITY, "the node's replica is damaged and is not served"),
    CHUNK_CONFLICT(409, false, ExitCode.CONFLICT, "the node holds this chunk with other content"),
    NO_SPACE(507, true, ExitCode.NO_SPACE, "the node has no room for the chunk"),
    CHUNK_UNREADABLE(503, true, ExitCode.UNAVAILABLE, "the node's disk does not give the chunk's bytes"),
    CHUNK_FORMAT_UNKNOWN(503, true, ExitCode.UNAVAILABLE, "a newer version of the program wrote the chunk's file"),
    ENCRYPTION_KEY_MISSING(503, true, ExitCode.UNAVAILABLE, "the node lacks the key that the chunk is encrypted with"),
    NODE_BUSY(503, true, ExitCode.UNAVAILABLE, "the node has as many transfers as it takes"),

    // The cluster
    NODE_NAME_TAKEN(409, false, ExitCode.CONFLICT, "another node has this name"),
    NODE_UNKNOWN(404, true, ExitCode.NOT_FOUND, "no node with this id is registered"),
    REPLICATION_UNAVAILABLE(409, false, ExitCode.NO_SPACE, "the cluster has fewer nodes than the replication factor"),
    NOT_ENOUGH_NODES(503, true, ExitCode.NO_SPACE, "too few nodes can take a chunk now"),
    DRAIN_REFUSED(409, false, ExitCode.CONFLICT, "without the node chunks would have too few replicas"),
    MAINTENANCE_REFUSED(409, false, ExitCode.CONFLICT, "while the node is away chunks could not be read"),
    NODE_NEEDED(409, false, ExitCode.CONFLICT, "the node can't be removed: it serves, or chunks depend on it"),
    DISK_UNKNOWN(404, false, ExitCode.NOT_FOUND, "the node has no such disk"),
    DISK_NEEDED(409, false, ExitCode.CONFLICT, "the disk is in use, or chunks have no other copy"),
    SAFE_MODE(409, true, ExitCode.UNAVAILABLE, "the cluster is in safe mode and changes nothing on the nodes"),
    RESTORE_REFUSED(409, false, ExitCode.CONFLICT, "the replica can't be brought back from quarantine"),
    CLAIM_LOST(409, false, ExitCode.CONFLICT, "the work item is claimed by another worker or done"),

    // The service
    OVERLOADED(503, true, ExitCode.UNAVAILABLE, "the service has as much work as it takes; try again shortly"),
    DATABASE_UNAVAILABLE(503, true, ExitCode.UNAVAILABLE, "the service can't reach its database"),
    UNAVAILABLE(503, true, ExitCode.UNAVAILABLE, "the service does not answer"),
    INTERNAL(500, true, ExitCode.FAILURE, "an error of ours; the log has the request id");

    private final int httpStatus;
    private final boolean retryable;
    private final ExitCode exitCode;
    private final String meaning;

    ErrorCode(int httpStatus, boolean retryable, ExitCode exitCode, String meaning) {
        this.httpStatus = httpStatus;
        this.retryable = retryable;
        this.exitCode = exitCode;
        this.meaning = meaning;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /** Whether the same request may succeed later, or with a new ticket, without anybody changing anything. */
    public boolean retryable() {
        return retryable;
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    /** One sentence; the title of the problem. */
    public String meaning() {
        return meaning;
    }
}

package io.dfs.common.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A refusal or failure with a code from the catalogue. The message says what was wrong, the limit, and what to do. */
public class DfsException extends RuntimeException {

    private final ErrorCode code;
    private final transient List<Rejection> rejections;

    public DfsException(ErrorCode code, String message) {
        this(code, message, List.of(), null);
    }

    public DfsException(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, List.of(), cause);
    }

    public DfsException(ErrorCode code, String message, List<Rejection> rejections) {
        this(code, message, rejections, null);
    }

    private DfsException(ErrorCode code, String message, List<Rejection> rejections, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.rejections = List.copyOf(rejections);
    }

    public ErrorCode code() {
        return code;
    }

    /** Why each candidate node was not chosen; empty where no nodes were chosen among. */
    public List<Rejection> rejections() {
        return rejections;
    }
}

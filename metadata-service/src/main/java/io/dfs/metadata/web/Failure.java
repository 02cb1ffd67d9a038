package io.dfs.metadata.web;

import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Rejection;
import java.util.List;

/** What a caller is told of an exception. */
record Failure(ErrorCode code, String detail, List<Rejection> rejections) {

    Failure(ErrorCode code, String detail) {
        this(code, detail, List.of());
    }
}

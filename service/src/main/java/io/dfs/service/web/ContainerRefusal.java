package io.dfs.service.web;

import io.dfs.common.error.ErrorCode;

/** What an HTTP status means that the web server set by itself, before any code of ours saw the request. */
public record ContainerRefusal(ErrorCode code, String detail) {

    public static ContainerRefusal of(int status) {
        return switch (status) {
            case 404 -> new ContainerRefusal(ErrorCode.NO_SUCH_ENDPOINT, "there is nothing at this address");
            case 405 -> new ContainerRefusal(ErrorCode.METHOD_NOT_ALLOWED, "the method is not known here");
            case 501 ->
                new ContainerRefusal(
                        ErrorCode.METHOD_NOT_ALLOWED, "the method, or the transfer coding, is not known here");
            case 505 -> new ContainerRefusal(ErrorCode.INVALID_REQUEST, "the version of HTTP is not known here");
            case 413 -> new ContainerRefusal(ErrorCode.TOO_LARGE, "the request is larger than the limit");
            case 415 -> new ContainerRefusal(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "send application/json");
            case 503 -> new ContainerRefusal(ErrorCode.OVERLOADED, "the service is starting, stopping or overloaded");
            default ->
                status >= 500
                        ? new ContainerRefusal(ErrorCode.INTERNAL, "an error of the service; its log has more")
                        : new ContainerRefusal(
                                ErrorCode.INVALID_REQUEST,
                                "the request is not well-formed HTTP (%d)".formatted(status));
        };
    }
}

package io.dfs.metadata.web;

import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Problem;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what failed outside of the MVC classes: in a filter or in the container. */
@Hidden
@RestController
class ProblemErrorController implements ErrorController {

    @RequestMapping("${server.error.path:${error.path:/error}}")
    ResponseEntity<Problem> error(HttpServletRequest request) {
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Exception e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return ProblemAdvice.answer(Failures.of(cause), new HttpMethod[0]);
        }
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        return ProblemAdvice.answer(forStatus(status instanceof Integer code ? code : 404), new HttpMethod[0]);
    }

    static Failure forStatus(int status) {
        return switch (status) {
            case 404 -> new Failure(ErrorCode.NO_SUCH_ENDPOINT, "there is nothing at this address");
            case 405 -> new Failure(ErrorCode.METHOD_NOT_ALLOWED, "the method is not known here");
            case 413 -> new Failure(ErrorCode.TOO_LARGE, "the request is larger than the limit");
            case 415 -> new Failure(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "send application/json");
            case 503 -> new Failure(ErrorCode.OVERLOADED, "the service is starting, stopping or overloaded");
            default ->
                // 501 and 505: a transfer coding or a version of HTTP that the web server does not know.
                status >= 500 && status != 501 && status != 505
                        ? new Failure(ErrorCode.INTERNAL, "an error of the service; its log has more")
                        : new Failure(
                                ErrorCode.INVALID_REQUEST,
                                "the request is not well-formed HTTP (%d)".formatted(status));
        };
    }
}

package io.dfs.metadata.web;

import io.dfs.common.error.Problem;
import io.dfs.service.web.ContainerRefusal;
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
        Object attribute = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        int status = attribute instanceof Integer code ? code : 404;
        Failure failure = forStatus(status);
        // Where the container blames the request, such as for a body that breaks off, it is right.
        if (status >= 500 && request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Exception e) {
            failure = Failures.of(e.getCause() == null ? e : e.getCause());
            ProblemAdvice.log(failure, e);
        }
        return ProblemAdvice.answer(failure, new HttpMethod[0]);
    }

    private static Failure forStatus(int status) {
        ContainerRefusal refusal = ContainerRefusal.of(status);
        return new Failure(refusal.code(), refusal.detail());
    }
}

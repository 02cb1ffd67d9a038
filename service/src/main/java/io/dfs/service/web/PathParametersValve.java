package io.dfs.service.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Refuses paths with parameters, as in {@code /a;b=c}: nothing of ours has any, what looks at a path agrees with the web server
 * about where it ends only without them, and a damaged one is an error to Spring's filters, and to those of its own page of errors.
 */
final class PathParametersValve extends ValveBase {

    PathParametersValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        String path = request.getRequestURI(); // null: what there is of the request is refused already
        if (path != null && path.indexOf(';') >= 0) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            ProblemValve.answer(request, response);
        } else {
            getNext().invoke(request, response);
        }
    }
}

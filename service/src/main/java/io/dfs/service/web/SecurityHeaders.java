package io.dfs.service.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What every answer tells browsers: that it is data, for no one else's pages, and not to be kept. */
public final class SecurityHeaders {

    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

    /** The pages of the API documentation load their own scripts and styles, and call the API that they describe. */
    private static final String OWN_PAGES = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; "
            + "frame-ancestors 'none'";

    private static final String PAGES = "/swagger-ui";

    private static final String ONLY_BY_TLS = "max-age=" + Duration.ofDays(365).toSeconds();

    private SecurityHeaders() {}

    /** To be called again where an answer is begun again. */
    public static void addTo(HttpServletResponse response, HttpServletRequest request) {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Security-Policy", isPage(request.getRequestURI()) ? OWN_PAGES : NOTHING);
        if (request.isSecure()) {
            response.setHeader("Strict-Transport-Security", ONLY_BY_TLS);
        }
    }

    private static boolean isPage(@Nullable String path) {
        return path != null && path.startsWith(PAGES);
    }
}

package io.dfs.common.fuzz;

import io.dfs.common.error.Problem;
import io.dfs.common.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/** What a service answered to a fuzzed request. */
public record Answer(int status, Map<String, String> headers, byte[] body) {

    /** Of the web server, about requests that it does not understand: neither is an error of ours. */
    private static final Set<Integer> NOT_OURS = Set.of(501, 505);

    private static final Set<Integer> DOCUMENTED = Set.of(503, 507);

    /** A qualified class name, or a line of a stack trace; none of the texts that are sent has one. */
    private static final Pattern INSIDES = Pattern.compile(
            "\\b(?:java|javax|jakarta|io\\.dfs|org|com|tools|ch)\\.[a-z][\\w.]*\\.[A-Z]\\w+|\\w+(?:Exception|Error)\\b|\\bat \\w+\\.\\w+\\(");

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Fails if it is an error of the service, tells of its insides, or is no problem where it should be one. */
    public Answer check() {
        if (status < 400) {
            return this;
        }
        if (status >= 500 && !DOCUMENTED.contains(status) && !NOT_OURS.contains(status)) {
            throw new AssertionError("an error of the service: " + this);
        }
        if (body.length > 0) {
            checkProblem();
        }
        return this;
    }

    private void checkProblem() {
        if (!headers.getOrDefault("content-type", "").startsWith(Problem.MEDIA_TYPE)) {
            throw new AssertionError("no problem: " + this);
        }
        Problem problem = problem();
        boolean ours = status < 500 || DOCUMENTED.contains(status);
        if (problem.code() == null
                || problem.status() != status
                || (ours && problem.code().httpStatus() / 100 != status / 100)
                || (!ours && problem.code().httpStatus() >= 500)) {
            throw new AssertionError("the problem does not fit: " + this);
        }
        Matcher insides = INSIDES.matcher(problem.detail());
        if (insides.find()
                || problem.detail().contains(System.getProperty("user.dir"))
                || problem.detail().contains(System.getProperty("java.io.tmpdir") + "/junit")) {
            throw new AssertionError("the problem tells of the insides: " + this);
        }
    }

    private Problem problem() {
        try {
            return Json.read(body, Problem.class);
        } catch (JacksonException e) {
            throw new AssertionError("no problem: " + this, e);
        }
    }

    /** For counting: the status, and the code of a problem. */
    public String outcome() {
        return status >= 400 && body.length > 0 ? status + " " + problem().code() : Integer.toString(status);
    }

    @Override
    public String toString() {
        String text = text();
        return "%d %s %s".formatted(status, headers, text.substring(0, Math.min(1_000, text.length())));
    }

    static String lowerCase(String header) {
        return header.strip().toLowerCase(Locale.ROOT);
    }
}

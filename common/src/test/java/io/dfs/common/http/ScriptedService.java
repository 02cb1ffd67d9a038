package io.dfs.common.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** A metadata service on a real socket that does what it is told, and remembers what it was asked. */
final class ScriptedService implements AutoCloseable {

    /** What it does with a request. */
    enum Act {
        ANSWER,
        /** Takes the request and says nothing. */
        HANG,
        /** Closes the connection without a word. */
        DROP,
        /** Does it, and breaks off in the middle of the answer. */
        CUT_OFF,
        /** What a proxy says that has no one behind it. */
        BAD_GATEWAY,
        /** The service itself says that it can't. */
        DATABASE_UNAVAILABLE,
        REFUSE_AS_MISSING
    }

    private final ServerSocket server;
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile Act act = Act.ANSWER;

    ScriptedService() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    ScriptedService does(Act what) {
        act = what;
        return this;
    }

    URI uri() {
        return URI.create("http://localhost:" + server.getLocalPort());
    }

    /** The request lines, without the protocol. */
    List<String> requests() {
        return requests;
    }

    /** The idempotency keys, one for each request that had one. */
    List<String> keys() {
        return keys;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return; // Closed.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                readRequest(line, in);
                if (!respond(socket, act)) {
                    return;
                }
            }
        } catch (IOException _) {
            // The client has gone.
        }
    }

    private void readRequest(String requestLine, BufferedReader in) throws IOException {
        requests.add(requestLine.replace(" HTTP/1.1", ""));
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
            if (header.startsWith("idempotency-key:")) {
                keys.add(line.substring(16).strip());
            }
        }
        for (int i = 0; i < length; i++) {
            in.read();
        }
    }

    /** Whether the connection stays. */
    private static boolean respond(Socket socket, Act what) throws IOException {
        String answer = "{\"path\":\"/a\",\"kind\":\"FILE\",\"trashId\":\"01a20466-41af-7047-b767-38605843d2d9\","
                + "\"expiresAt\":\"2026-11-29T17:55:42Z\"}";
        switch (what) {
            case ANSWER -> send(socket, "200 OK", "application/json", answer);
            case HANG -> {
                socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                return false;
            }
            case DROP -> {
                return false;
            }
            case CUT_OFF -> {
                String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n";
                write(socket, head.formatted(answer.length()) + answer.substring(0, 10));
                return false;
            }
            case BAD_GATEWAY -> send(socket, "502 Bad Gateway", "text/html", "<html>no one there</html>");
            case DATABASE_UNAVAILABLE -> send(socket, "503 Service Unavailable", "application/problem+json", """
                    {"title":"t","status":503,"detail":"no database","code":"DATABASE_UNAVAILABLE","retryable":true}""");
            case REFUSE_AS_MISSING -> send(socket, "404 Not Found", "application/problem+json", """
                    {"title":"t","status":404,"detail":"no such file","code":"NOT_FOUND","retryable":false}""");
        }
        return true;
    }

    private static void send(Socket socket, String status, String type, String body) throws IOException {
        write(
                socket,
                "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(status, type, body.length(), body));
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

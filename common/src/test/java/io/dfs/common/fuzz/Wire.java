package io.dfs.common.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sends bytes over a connection of their own and reads whatever comes until the service closes it. */
public final class Wire {

    /** Far above all that a service waits for: anyone who is silent for so long hangs. */
    private static final Duration HANG = Duration.ofMinutes(2);

    private static final int MOST_BYTES_TOLD = 4_000;

    private static final String BARE_PROBLEM = "{\"type\":\"urn:dfs:error:";

    /**
     * What came back.
     *
     * @param broken whether the connection broke: then answers may have been lost, as TCP drops them when bytes were not read
     */
    public record Exchange(byte[] request, List<Answer> answers, boolean broken) {

        /** Fails if one of the answers may not be; tells the request, because not every case can be made again alone. */
        public Exchange check() {
            try {
                answers.forEach(Answer::check);
                return this;
            } catch (AssertionError e) {
                throw new AssertionError(e.getMessage() + "\n" + told(request), e);
            }
        }

        /** Of the first answer. */
        public String outcome() {
            return answers.isEmpty()
                    ? broken ? "broken off" : "closed"
                    : answers.getFirst().outcome();
        }
    }

    private final int port;

    public Wire(int port) {
        this.port = port;
    }

    /**
     * Sends a request, ends sending, and reads to the end.
     *
     * @param from an address of this machine; those who are refused too often are refused by their address
     */
    public Exchange exchange(byte[] request, String from) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.setSoTimeout((int) HANG.toMillis());
            boolean sent = send(socket, request);
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            boolean read = read(socket.getInputStream(), received);
            return new Exchange(request, parse(request, received.toByteArray()), !sent || !read);
        }
    }

    private static boolean send(Socket socket, byte[] request) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(request);
            out.flush();
            socket.shutdownOutput();
            return true;
        } catch (IOException _) {
            return false; // it was refused before all was sent; the answer may be there
        }
    }

    private static boolean read(InputStream in, ByteArrayOutputStream received) throws IOException {
        try {
            in.transferTo(received);
            return true;
        } catch (SocketTimeoutException e) {
            throw new AssertionError("neither answered nor closed:\n" + Footprint.stacks(), e);
        } catch (SocketException _) {
            return false;
        }
    }

    private static List<Answer> parse(byte[] request, byte[] received) {
        List<Answer> answers = new ArrayList<>();
        if (isBare(received)) {
            return answers;
        }
        int at = 0;
        while (at < received.length) {
            String rest = new String(received, at, received.length - at, StandardCharsets.ISO_8859_1);
            int headEnd = rest.indexOf("\r\n\r\n");
            if (!rest.startsWith("HTTP/1.1 ") || headEnd < 0) {
                if ("HTTP/1.1 ".startsWith(rest.substring(0, Math.min(9, rest.length())))
                        || rest.startsWith("HTTP/1.1 ")) {
                    return answers; // cut in the head: the connection broke
                }
                if (!answers.isEmpty() && rest.startsWith(BARE_PROBLEM)) {
                    return answers; // what followed the request looked like HTTP/0.9
                }
                throw new AssertionError(
                        "this is no answer: " + rest.substring(0, Math.min(500, rest.length())) + "\n" + told(request));
            }
            String[] head = rest.substring(0, headEnd).split("\r\n");
            Map<String, String> headers = new HashMap<>();
            for (int i = 1; i < head.length; i++) {
                int colon = head[i].indexOf(':');
                headers.put(
                        Answer.lowerCase(head[i].substring(0, Math.max(0, colon))),
                        head[i].substring(colon + 1).strip());
            }
            String body = body(headers, rest.substring(headEnd + 4));
            int status = Integer.parseInt(head[0].substring(9, 12));
            if (status >= 200) {
                answers.add(new Answer(status, headers, decoded(headers, body).getBytes(StandardCharsets.ISO_8859_1)));
            }
            at += headEnd + 4 + body.length();
        }
        return answers;
    }

    /** As it can be written again: what does not print in hexadecimal. */
    private static String told(byte[] request) {
        StringBuilder text = new StringBuilder("the request: ");
        for (int i = 0; i < Math.min(request.length, MOST_BYTES_TOLD); i++) {
            int value = Byte.toUnsignedInt(request[i]);
            text.append(value >= 0x20 && value < 0x7F ? Character.toString(value) : "\\x%02x".formatted(value));
        }
        return text.append(request.length > MOST_BYTES_TOLD ? "… in all %d bytes".formatted(request.length) : "")
                .toString();
    }

    /** An answer to what looks like HTTP/0.9 has no head, and none that could be checked. */
    private static boolean isBare(byte[] received) {
        return received.length >= 9 && received[0] != 'H';
    }

    /** As on the wire. An answer to HEAD has a length and no body: the next answer follows, or nothing. */
    private static String body(Map<String, String> headers, String rest) {
        if (rest.isEmpty() || rest.startsWith("HTTP/1.1 ")) {
            return "";
        }
        if (headers.containsKey("transfer-encoding")) {
            int end = rest.indexOf("\r\n0\r\n\r\n");
            return end < 0 ? rest : rest.substring(0, end + 7);
        }
        String length = headers.get("content-length");
        return length == null ? rest : rest.substring(0, Math.min(rest.length(), Integer.parseInt(length)));
    }

    private static String decoded(Map<String, String> headers, String body) {
        if (!headers.containsKey("transfer-encoding")) {
            return body;
        }
        StringBuilder decoded = new StringBuilder();
        int at = 0;
        while (at < body.length()) {
            int line = body.indexOf("\r\n", at);
            int size = line < 0 ? 0 : Integer.parseInt(body.substring(at, line), 16);
            if (size == 0) {
                return decoded.toString();
            }
            decoded.append(body, line + 2, Math.min(body.length(), line + 2 + size));
            at = line + 2 + size + 2;
        }
        return decoded.toString();
    }
}

package io.dfs.common.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** HTTP requests as bytes: mostly well-formed around a fuzzed target and body, sometimes broken as HTTP. */
public final class Requests {

    private static final String[] METHODS = {
        "GET",
        "HEAD",
        "POST",
        "PUT",
        "DELETE",
        "PATCH",
        "OPTIONS",
        "TRACE",
        "CONNECT",
        "PROPFIND",
        "get",
        "G E T",
        "",
        "GÉT",
        "X",
        "PRI",
        "A".repeat(300),
    };

    private static final String[] RANGES = {
        "bytes=0-99",
        "bytes=0-0",
        "bytes=-1",
        "bytes=5-",
        "bytes=-",
        "bytes=",
        "bytes",
        "bytes=9-1",
        "bytes=0-0,2-3",
        "bytes=0-99999999999999999",
        "bytes=9223372036854775807-9223372036854775807",
        "bytes=-99999999999999999999",
        "bytes=1180591620717411303424-",
        "bytes= 0-1",
        "bytes=0 - 1",
        "bytes=0x1-2",
        "bytes=a-b",
        "bytes=--1",
        "items=0-1",
        "BYTES=0-1",
        "bytes=٣-٤",
        "bytes=0-1;q=1",
    };

    private static final String[] OTHER_HEADERS = {
        "Expect: 100-continue",
        "Expect: 200-ok",
        "Connection: close",
        "Connection: keep-alive",
        "Connection: upgrade",
        "Upgrade: h2c",
        "Upgrade: websocket",
        "HTTP2-Settings: AAMAAABk",
        "Accept: text/html",
        "Accept: ;;;",
        "Accept: a/b/c",
        "Accept: */*;q=7",
        "Accept-Encoding: gzip, ;q=",
        "Accept-Language: -,xx-",
        "Content-Encoding: gzip",
        "Content-Type: ;",
        "Content-Type: text/plain",
        "Content-Type: application/json;charset=nope",
        "Content-Type: application/json;charset=utf-16",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Type: application/xml",
        "Origin: http://evil",
        "Access-Control-Request-Method: PUT",
        "Cookie: $Version=1; a=\"b; JSESSIONID=x",
        "Forwarded: for=\"[::1\";host=x;proto=y",
        "X-Forwarded-For: 1.2.3.4, ::, x",
        "X-Forwarded-Host: a b,c",
        "X-Forwarded-Proto: gopher",
        "X-Forwarded-Prefix: /../x",
        "X-Forwarded-Port: 99999999999",
        "X-HTTP-Method-Override: DELETE",
        "If-None-Match: \"",
        "If-Modified-Since: never",
        "If-Match: *",
        "If-Range: x",
        "Transfer-Encoding: identity",
        "TE: trailers",
        "Trailer: Content-Length",
        "Date: 0",
        "Max-Forwards: 0",
        "Via: 1.1 x",
        "Keep-Alive: timeout=999999",
        "Sec-Fetch-Mode: x",
        "Host: evil",
        "Host: a:b:c",
    };

    private final Draw draw;
    private final Texts texts;

    public Requests(Draw draw) {
        this.draw = draw;
        this.texts = new Texts(draw);
    }

    public String range() {
        return draw.percent(80) ? draw.of(RANGES) : "bytes=" + texts.number() + "-" + texts.number();
    }

    /**
     * The bytes to send.
     *
     * @param headers lines such as {@code Range: bytes=0-1}
     * @param body null for none
     */
    public byte[] request(String method, String target, List<String> headers, byte @Nullable [] body) {
        List<String> lines = new ArrayList<>(headers);
        byte[] sent = body == null ? new byte[0] : draw.percent(3) ? multipart(lines, body) : body;
        boolean chunked = body != null && draw.percent(10);
        if (chunked) {
            lines.add("Transfer-Encoding: chunked");
            sent = chunked(sent);
        } else if (body != null) {
            lines.add("Content-Length: " + sent.length);
        }
        if (draw.percent(30)) {
            addStrange(lines, sent.length);
        }
        String usual = draw.percent(95) ? method : draw.of(METHODS);
        String head = usual + " " + target + " "
                + (draw.percent(98) ? "HTTP/1.1" : draw.of("HTTP/1.0", "HTTP/2.0", "HTTP/9", "", "HTTP/1.1 x"))
                + "\r\n" + (draw.percent(98) ? "Host: localhost\r\n" : "")
                + lines.stream().map(line -> line + "\r\n").reduce("", String::concat)
                + "\r\n";
        byte[] request = join(head.getBytes(StandardCharsets.ISO_8859_1), sent);
        return draw.percent(5) ? new Bytes(draw).mutate(request) : request;
    }

    private void addStrange(List<String> lines, int length) {
        for (int i = draw.below(3); i >= 0; i--) {
            lines.add(draw.below(lines.size() + 1), strange(length));
        }
        if (draw.percent(3)) {
            for (int i = draw.of(90, 101, 300); i > 0; i--) {
                lines.add("X-Many-" + i + ": " + i);
            }
        }
        if (draw.percent(10) && !lines.isEmpty()) {
            lines.add(draw.of(lines));
        }
    }

    private String strange(int length) {
        return switch (draw.below(12)) {
            case 0 -> "Range: " + range();
            case 1 ->
                "Content-Length: " + draw.of("" + length, "" + (length + 1), "0", "-1", "+5", "5, 5", texts.number());
            case 2 ->
                "Transfer-Encoding: "
                        + draw.of(
                                "chunked",
                                "chunked, chunked",
                                "xchunked",
                                "gzip, chunked",
                                "chunked, gzip",
                                "\u000bchunked",
                                "");
            case 3 -> "Transfer-Encoding" + draw.of(" :", ":\t", "\t:", "\n :") + " chunked";
            case 4 -> "X-Request-Id: " + Texts.latin1(texts.utf8());
            case 5 -> "Idempotency-Key: " + draw.of("", "k", draw.uuid().toString(), Texts.latin1(texts.utf8()));
            case 6 -> Texts.latin1(texts.utf8()) + ": x";
            case 7 -> "X-Any: " + Texts.latin1(texts.utf8());
            case 8 -> "X-Long: " + "v".repeat(draw.of(1_000, 8_000, 47_000, 66_000));
            case 9 -> "X-Dfs-Node-Gateway: " + Texts.latin1(texts.address().getBytes(StandardCharsets.UTF_8));
            default -> draw.of(OTHER_HEADERS);
        };
    }

    private byte[] multipart(List<String> lines, byte[] body) {
        lines.removeIf(line -> line.startsWith("Content-Type"));
        String boundary = draw.of("b", "b".repeat(71), "", "\"b\"", "a b");
        lines.add("Content-Type: multipart/form-data; boundary=" + boundary);
        String name = Texts.latin1(texts.utf8());
        String head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\""
                + draw.of(name, "../../x", "a\0b") + "\"\r\n\r\n";
        return join(
                head.getBytes(StandardCharsets.ISO_8859_1),
                join(body, draw.of("", "\r\n--" + boundary + "--").getBytes(StandardCharsets.ISO_8859_1)));
    }

    private byte[] chunked(byte[] body) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        int at = 0;
        while (at < body.length) {
            int size = Math.min(body.length - at, 1 + draw.size(70_000));
            String head = draw.percent(98)
                    ? Integer.toHexString(size)
                    : draw.of("", "-1", "FFFFFFFFFFFFFFFFF", "0x5", "5;ext=\"", "zz", "7fffffff");
            chunks.writeBytes((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            chunks.write(body, at, size);
            chunks.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
            at += size;
        }
        chunks.writeBytes(draw.of("0\r\n\r\n", "0\r\n\r\n", "0\r\nContent-Length: 5\r\n\r\n", "0\r\n", "")
                .getBytes(StandardCharsets.ISO_8859_1));
        return chunks.toByteArray();
    }

    private static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(first);
        joined.writeBytes(second);
        return joined.toByteArray();
    }
}

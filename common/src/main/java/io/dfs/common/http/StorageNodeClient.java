package io.dfs.common.http;

import io.dfs.common.api.ChunkChecksums;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.WriteResult;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Chunk requests to a storage node. One attempt each: what to do after a failure (another node, another ticket) is the
 * caller's to decide. Failures are {@link DfsException}s; a node that can't be reached or breaks off is
 * {@link ErrorCode#UNAVAILABLE}. Thread-safe; the HTTP client is the caller's to close.
 */
public final class StorageNodeClient {

    /** Writes exactly the announced number of bytes. */
    @FunctionalInterface
    public interface ChunkBody {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Takes the bytes of an answer; the stream ends with them or fails. */
    @FunctionalInterface
    public interface ChunkSink<T> {
        T read(InputStream bytes, ChunkHeaders headers) throws IOException;
    }

    /** What a node says of the chunk it serves: lengths in bytes, checksum and origin as it holds them. */
    public record ChunkHeaders(
            long contentLengthBytes,
            @Nullable String crc32c,
            @Nullable String origin) {}

    private final CloseableHttpClient http;

    public StorageNodeClient(CloseableHttpClient http) {
        this.http = http;
    }

    /**
     * Stores a chunk durably.
     *
     * @param lengthBytes exactly what {@code body} writes
     * @param relay whether the node passes the bytes on to the other nodes of the ticket
     * @param origin see {@link DfsHeaders#ORIGIN}
     */
    public WriteResult write(
            NodeAddress node,
            ChunkId chunkId,
            String token,
            long lengthBytes,
            ChunkBody body,
            boolean relay,
            @Nullable String origin) {
        HttpPut request = new HttpPut(node.url() + "/chunks/" + chunkId + (relay ? "?relay=true" : ""));
        // A node that refuses says so before the bytes are sent, not by a broken connection in the middle.
        request.setConfig(RequestConfig.custom().setExpectContinueEnabled(true).build());
        if (origin != null) {
            request.setHeader(DfsHeaders.ORIGIN, origin);
        }
        request.setEntity(new StreamedEntity(lengthBytes, body));
        return send(node, request, token, StorageNodeClient::writeResult);
    }

    /**
     * Reads bytes {@code offset} to {@code offset + lengthBytes} of a chunk. The sink gets no more and no fewer bytes, or
     * an IOException in the middle; whether they are the right ones is for the sink to check.
     */
    public <T> T read(
            NodeAddress node, ChunkId chunkId, String token, long offset, long lengthBytes, ChunkSink<T> sink) {
        HttpGet request = new HttpGet(node.url() + "/chunks/" + chunkId);
        if (lengthBytes > 0) {
            request.setHeader(HttpHeaders.RANGE, "bytes=" + offset + "-" + (offset + lengthBytes - 1));
        }
        return send(node, request, token, response -> readInto(sink, response, lengthBytes));
    }

    /** Reads a whole chunk whose length the caller does not need to know. */
    public <T> T readAll(NodeAddress node, ChunkId chunkId, String token, ChunkSink<T> sink) {
        HttpGet request = new HttpGet(node.url() + "/chunks/" + chunkId);
        return send(node, request, token, response -> readInto(sink, response, -1));
    }

    public ChunkChecksums checksums(NodeAddress node, ChunkId chunkId, String token) {
        HttpGet request = new HttpGet(node.url() + "/chunks/" + chunkId + "/checksums");
        return send(
                node,
                request,
                token,
                response -> Json.read(EntityUtils.toByteArray(response.getEntity()), ChunkChecksums.class));
    }

    /** Tells {@code target} to pull the chunk from the source named in the COPY ticket, verify it and keep it. */
    public WriteResult copy(NodeAddress target, ChunkId chunkId, String token) {
        HttpPost request = new HttpPost(target.url() + "/chunks/" + chunkId + "/copies");
        return send(target, request, token, StorageNodeClient::writeResult);
    }

    /** Turns an answer of 2xx into a value. */
    @FunctionalInterface
    private interface Answer<T> {
        T read(ClassicHttpResponse response) throws IOException;
    }

    private <T> T send(NodeAddress node, HttpUriRequestBase request, String token, Answer<T> answer) {
        request.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        try {
            return http.execute(request, response -> {
                if (response.getCode() / 100 != 2) {
                    throw Problems.read(response, "node " + node.name(), bodyBytes(request));
                }
                return answer.read(response);
            });
        } catch (IOException e) {
            throw new DfsException(
                    ErrorCode.UNAVAILABLE,
                    "node %s at %s: %s".formatted(node.name(), node.url(), Problems.describe(e)),
                    e);
        } catch (JacksonException e) {
            throw new DfsException(
                    ErrorCode.UNAVAILABLE,
                    "node %s at %s did not answer as a storage node".formatted(node.name(), node.url()),
                    e);
        }
    }

    private static long bodyBytes(HttpUriRequestBase request) {
        HttpEntity body = request.getEntity();
        return body == null ? 0 : body.getContentLength();
    }

    private static WriteResult writeResult(ClassicHttpResponse response) throws IOException {
        return Json.read(EntityUtils.toByteArray(response.getEntity()), WriteResult.class);
    }

    private static <T> T readInto(ChunkSink<T> sink, ClassicHttpResponse response, long expectedLengthBytes)
            throws IOException {
        HttpEntity entity = response.getEntity();
        long length = entity == null ? 0 : entity.getContentLength();
        if (expectedLengthBytes >= 0 && length != expectedLengthBytes) {
            throw new IOException("%d bytes were asked for and %d announced".formatted(expectedLengthBytes, length));
        }
        ChunkHeaders headers =
                new ChunkHeaders(length, header(response, DfsHeaders.CRC32C), header(response, DfsHeaders.ORIGIN));
        return sink.read(entity == null ? InputStream.nullInputStream() : entity.getContent(), headers);
    }

    private static @Nullable String header(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    private static final class StreamedEntity extends AbstractHttpEntity {

        private final long lengthBytes;
        private final ChunkBody body;

        StreamedEntity(long lengthBytes, ChunkBody body) {
            super(ContentType.APPLICATION_OCTET_STREAM, null);
            this.lengthBytes = lengthBytes;
            this.body = body;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            body.writeTo(out);
        }

        @Override
        public long getContentLength() {
            return lengthBytes;
        }

        @Override
        public boolean isRepeatable() {
            return false;
        }

        @Override
        public boolean isStreaming() {
            return true;
        }

        @Override
        public InputStream getContent() {
            throw new UnsupportedOperationException("the body is written, not read");
        }

        @Override
        public void close() {}
    }
}

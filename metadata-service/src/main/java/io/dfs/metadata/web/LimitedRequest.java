package io.dfs.metadata.web;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.size.ByteSize;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request whose body is counted while it is read, so that a body without an announced length has its limit too. */
final class LimitedRequest extends HttpServletRequestWrapper {

    private final long maxBytes;
    private final RequestBodyBudget budget;
    private long takenBytes;
    private @Nullable ServletInputStream body;

    LimitedRequest(HttpServletRequest request, long maxBytes, RequestBodyBudget budget) {
        super(request);
        this.maxBytes = maxBytes;
        this.budget = budget;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (body == null) {
            refuseIfOver(getContentLengthLong());
            body = new CountedBody(super.getInputStream());
        }
        return body;
    }

    void release() {
        budget.give(takenBytes);
        takenBytes = 0;
    }

    private void count(long lengthBytes) {
        if (lengthBytes > 0) {
            refuseIfOver(takenBytes + lengthBytes);
            budget.take(lengthBytes);
            takenBytes += lengthBytes;
        }
    }

    private void refuseIfOver(long lengthBytes) {
        if (lengthBytes > maxBytes) {
            throw new DfsException(
                    ErrorCode.TOO_LARGE,
                    "the request's body is larger than %s, the limit: send fewer files at a time"
                            .formatted(ByteSize.format(maxBytes)));
        }
    }

    private final class CountedBody extends ServletInputStream {

        private final ServletInputStream source;

        CountedBody(ServletInputStream source) {
            this.source = source;
        }

        @Override
        public int read() throws IOException {
            int next = source.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = source.read(bytes, offset, length);
            count(read);
            return read;
        }

        @Override
        public boolean isFinished() {
            return source.isFinished();
        }

        @Override
        public boolean isReady() {
            return source.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            source.setReadListener(listener);
        }
    }
}

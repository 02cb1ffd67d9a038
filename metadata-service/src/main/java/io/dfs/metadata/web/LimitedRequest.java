package io.dfs.metadata.web;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request whose body is counted while it is read, so that a body without an announced length has its limit too. */
final class LimitedRequest extends HttpServletRequestWrapper {

    private final BodyMeter meter;
    private @Nullable ServletInputStream body;

    LimitedRequest(HttpServletRequest request, BodyMeter meter) {
        super(request);
        this.meter = meter;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (body == null) {
            meter.refuseIfOver(getContentLengthLong());
            body = new CountedBody(super.getInputStream());
        }
        return body;
    }

    private final class CountedBody extends ServletInputStream {

        private final ServletInputStream source;

        CountedBody(ServletInputStream source) {
            this.source = source;
        }

        @Override
        public int read() throws IOException {
            int next = source.read();
            if (next >= 0) {
                meter.bytesCame(1);
            }
            return next;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = source.read(bytes, offset, length);
            if (read > 0) {
                meter.bytesCame(read);
            }
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

package io.dfs.service.audit;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An answer of which nothing goes out before something was done. */
final class AnswerWatch extends HttpServletResponseWrapper {

    private final Runnable before;
    private @Nullable ServletOutputStream body;

    /** @param before may be called more than once */
    AnswerWatch(HttpServletResponse response, Runnable before) {
        super(response);
        this.before = before;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (body == null) {
            body = new WatchedBody(super.getOutputStream());
        }
        return body;
    }

    @Override
    public void flushBuffer() throws IOException {
        before.run();
        super.flushBuffer();
    }

    private final class WatchedBody extends ServletOutputStream {

        private final ServletOutputStream target;

        WatchedBody(ServletOutputStream target) {
            this.target = target;
        }

        @Override
        public void write(int next) throws IOException {
            before.run();
            target.write(next);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            before.run();
            target.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            before.run();
            target.flush();
        }

        @Override
        public void close() throws IOException {
            before.run();
            target.close();
        }

        @Override
        public boolean isReady() {
            return target.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            target.setWriteListener(listener);
        }
    }
}

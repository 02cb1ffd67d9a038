package io.dfs.service.connection;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.InputBuffer;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/** Reads requests from one connection at a time; tells the guard when one begins, how its body comes, and when it ends. */
final class GuardedProcessor extends Http11Processor {

    private final GuardedEndpoint endpoint;
    private final Marks marks;

    private GuardedProcessor(GuardedProtocol protocol, Marks marks) {
        super(protocol, marks);
        this.endpoint = protocol.endpoint();
        this.marks = marks;
        request.setInputBuffer(new MeasuredInput(request.getInputBuffer(), marks));
    }

    static GuardedProcessor create(GuardedProtocol protocol, Adapter adapter) {
        return new GuardedProcessor(protocol, new Marks(adapter, protocol));
    }

    @Override
    public SocketState service(SocketWrapperBase<?> socket) throws IOException {
        marks.connection = endpoint.connection(socket);
        return super.service(socket);
    }

    /** Stands between the connection and the servlets. */
    private static final class Marks implements Adapter {

        private final Adapter servlets;
        private final GuardedProtocol protocol;
        private @Nullable Connection connection;

        Marks(Adapter servlets, GuardedProtocol protocol) {
            this.servlets = servlets;
            this.protocol = protocol;
        }

        @Override
        public void service(Request request, Response response) throws Exception {
            if (connection != null) {
                connection.requestBegins();
            }
            try {
                servlets.service(request, response);
            } finally {
                endUnlessAsync(request, response);
            }
        }

        @Override
        public boolean asyncDispatch(Request request, Response response, SocketEvent status) throws Exception {
            try {
                return servlets.asyncDispatch(request, response, status);
            } finally {
                endUnlessAsync(request, response);
            }
        }

        private void endUnlessAsync(Request request, Response response) {
            AtomicBoolean async = new AtomicBoolean();
            request.action(ActionCode.ASYNC_IS_ASYNC, async);
            if (connection != null && !async.get()) {
                AtomicBoolean bodyIsRead = new AtomicBoolean();
                request.action(ActionCode.REQUEST_BODY_FULLY_READ, bodyIsRead);
                protocol.guard().requestEnds(connection, response.getStatus() < 400, bodyIsRead.get());
            }
        }

        @Override
        public boolean prepare(Request request, Response response) throws Exception {
            return servlets.prepare(request, response);
        }

        @Override
        public void log(Request request, Response response, long time) {
            servlets.log(request, response, time);
        }

        @Override
        public void checkRecycled(Request request, Response response) {
            servlets.checkRecycled(request, response);
        }

        @Override
        public String getDomain() {
            return servlets.getDomain();
        }
    }

    /** A request's body, and the time that it takes. */
    private record MeasuredInput(InputBuffer source, Marks marks) implements InputBuffer {

        @Override
        public int doRead(ApplicationBufferHandler handler) throws IOException {
            Connection connection = marks.connection;
            if (connection == null) {
                return source.doRead(handler);
            }
            connection.body().beginRead(System.nanoTime());
            int read = -1;
            try {
                read = source.doRead(handler);
                return read;
            } finally {
                connection.body().endRead(System.nanoTime(), read);
            }
        }

        @Override
        public int available() {
            return source.available();
        }
    }
}

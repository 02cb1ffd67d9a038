package io.dfs.service.connection;

import java.net.InetAddress;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 with a guard over its connections. Public, because the container makes it by name. */
public final class GuardedProtocol extends Http11NioProtocol {

    private final GuardedEndpoint endpoint;
    private @Nullable ConnectionGuard guard;

    public GuardedProtocol() {
        this(new GuardedEndpoint());
    }

    private GuardedProtocol(GuardedEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    /**
     * To be called before it starts.
     *
     * @param proxies addresses through which many callers come, and which have no share of their own
     */
    public void guardBy(
            ConnectionLimits limits, ConnectionFigures figures, ScarceSlots slots, Predicate<InetAddress> proxies) {
        guard = new ConnectionGuard(limits, figures, endpoint, slots, proxies);
        endpoint.guardBy(guard);
    }

    GuardedEndpoint endpoint() {
        return endpoint;
    }

    ConnectionGuard guard() {
        return Objects.requireNonNull(guard, "guardBy comes first");
    }

    @Override
    protected Processor createProcessor() {
        return guard == null ? super.createProcessor() : GuardedProcessor.create(this, getAdapter());
    }
}

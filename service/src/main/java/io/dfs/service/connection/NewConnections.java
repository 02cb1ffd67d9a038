package io.dfs.service.connection;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How fast one address may open connections: so many a second, and twice as many at once. Memory is bounded (I-9): when more
 * addresses come than are remembered, those are forgotten that came longest ago.
 */
final class NewConnections {

    private static final int MOST_ADDRESSES = 10_000;
    private static final int BURST_SECONDS = 2;

    private final int perSecond;
    private final Map<InetAddress, Allowance> allowances = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Allowance> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    /** @param perSecond 0 for no limit */
    NewConnections(int perSecond) {
        this.perSecond = perSecond;
    }

    private record Allowance(double connections, long atNanos) {}

    synchronized boolean admit(InetAddress address, long nowNanos) {
        if (perSecond == 0) {
            return true;
        }
        double burst = (double) perSecond * BURST_SECONDS;
        Allowance known = allowances.getOrDefault(address, new Allowance(burst, nowNanos));
        double left = Math.min(burst, known.connections() + perSecond * (nowNanos - known.atNanos()) / 1e9);
        boolean admitted = left >= 1;
        allowances.put(address, new Allowance(admitted ? left - 1 : left, nowNanos));
        return admitted;
    }

    synchronized int addresses() {
        return allowances.size();
    }
}

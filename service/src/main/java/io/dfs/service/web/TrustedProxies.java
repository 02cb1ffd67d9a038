package io.dfs.service.web;

import java.net.InetAddress;
import java.util.List;
import org.apache.catalina.util.NetMask;

/** Whose word about a request's origin is taken: addresses and networks in the form 10.1.2.0/24 or fd00::/8. */
final class TrustedProxies {

    private final List<NetMask> networks;

    /** @throws IllegalArgumentException if one of them is neither an address nor a network */
    TrustedProxies(List<String> networks) {
        this.networks = networks.stream()
                .map(String::strip)
                .filter(network -> !network.isEmpty())
                .map(TrustedProxies::parse)
                .toList();
    }

    private static NetMask parse(String network) {
        try {
            return new NetMask(network);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "dfs.trusted-proxies has '%s', which is neither an address nor a network like 10.1.2.0/24"
                            .formatted(network),
                    e);
        }
    }

    boolean isEmpty() {
        return networks.isEmpty();
    }

    /**
     * Whom a request is from: the last address of the chain that is no proxy of ours. Each proxy appends the one that it
     * was called by, so what stands before that may have been made up by the caller.
     *
     * @param peer who opened the connection
     * @param forwardedFor the addresses of the header, in its order
     */
    String origin(String peer, List<String> forwardedFor) {
        String origin = peer;
        for (String address : forwardedFor.reversed()) {
            if (!contains(origin) || !isAddress(address)) {
                break;
            }
            origin = address;
        }
        return origin;
    }

    boolean contains(InetAddress address) {
        return networks.stream().anyMatch(network -> network.matches(address));
    }

    private boolean contains(String address) {
        try {
            InetAddress parsed = InetAddress.ofLiteral(address);
            return contains(parsed);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static boolean isAddress(String text) {
        try {
            InetAddress _ = InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}

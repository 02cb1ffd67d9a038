package io.dfs.metadata.node;

import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.NodeRegistration;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.NodeKey;
import io.dfs.common.token.NodeProof;
import io.dfs.common.token.TokenSigner;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The programs of a cluster in one: what names a node is called as that node, with its key, everything else as a controller. */
public final class TestPrograms {

    private static final Map<NodeId, NodeKey> KEYS = new ConcurrentHashMap<>();

    private TestPrograms() {}

    /** The node's own, made when it is first asked for. */
    public static NodeKey key(NodeId nodeId) {
        return KEYS.computeIfAbsent(nodeId, _ -> NodeKey.generate());
    }

    /** As a node, with the key that it really has. */
    public static String nodeToken(TokenSigner tokens, NodeId nodeId) {
        return nodeToken(tokens, nodeId, key(nodeId));
    }

    static String nodeToken(TokenSigner tokens, NodeId nodeId, NodeKey key) {
        return tokens.signNodeToken(
                "test", nodeId, key.prove(nodeId, Instant.now().plus(NodeProof.LIFETIME)));
    }

    /** @param apis makes one that sends these tokens */
    public static MetadataApi of(TokenSigner tokens, Function<Supplier<String>, MetadataApi> apis) {
        MetadataApi controller = apis.apply(() -> tokens.signServiceToken("test"));
        return (MetadataApi) Proxy.newProxyInstance(
                MetadataApi.class.getClassLoader(), new Class<?>[] {MetadataApi.class}, (_, method, arguments) -> {
                    NodeId node = arguments == null ? null : caller(arguments[0]);
                    try {
                        return method.invoke(
                                node == null ? controller : apis.apply(() -> nodeToken(tokens, node)), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static @Nullable NodeId caller(@Nullable Object first) {
        return switch (first) {
            case NodeId node -> node;
            case NodeRegistration registration -> registration.nodeId();
            case null, default -> null;
        };
    }
}

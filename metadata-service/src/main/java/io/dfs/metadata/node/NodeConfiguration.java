package io.dfs.metadata.node;

import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Which of the programs of the cluster may call which of the endpoints that are for programs. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class NodeConfiguration implements WebMvcConfigurer {

    private static final String[] OF_ONE_NODE = {
        "/api/v1/nodes/*/heartbeats",
        "/api/v1/nodes/*/verifications",
        "/api/v1/nodes/*/removals",
        "/api/v1/nodes/*/chunk-reports/**",
        "/api/v1/nodes/*/departure"
    };
    private static final String OF_CONTROLLERS = "/api/v1/repairs/*/**";

    private final NodeProofs proofs;

    NodeConfiguration(NodeProofs proofs) {
        this.proofs = proofs;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(CallerInterceptor.forTheNode(proofs)).addPathPatterns(OF_ONE_NODE);
        registry.addInterceptor(CallerInterceptor.forControllers(proofs)).addPathPatterns(OF_CONTROLLERS);
    }
}

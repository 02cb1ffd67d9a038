package io.dfs.metadata.node;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Which endpoints are for programs of the cluster only. */
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

    private final ServiceTokenInterceptor serviceToken;
    private final NodeProofs proofs;

    NodeConfiguration(ServiceTokenInterceptor serviceToken, NodeProofs proofs) {
        this.serviceToken = serviceToken;
        this.proofs = proofs;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(serviceToken).addPathPatterns(OF_ONE_NODE).addPathPatterns(OF_CONTROLLERS);
        registry.addInterceptor(exceptGet(serviceToken)).addPathPatterns("/api/v1/nodes", "/api/v1/repairs");
        registry.addInterceptor(CallerInterceptor.forTheNode(proofs)).addPathPatterns(OF_ONE_NODE);
        registry.addInterceptor(CallerInterceptor.forControllers(proofs)).addPathPatterns(OF_CONTROLLERS);
    }

    /** Everybody may look at the list of nodes; to be on it takes a token. */
    private static HandlerInterceptor exceptGet(HandlerInterceptor interceptor) {
        return new HandlerInterceptor() {
            @Override
            public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
                    throws Exception {
                boolean reads =
                        HttpMethod.GET.matches(request.getMethod()) || HttpMethod.HEAD.matches(request.getMethod());
                return reads || interceptor.preHandle(request, response, handler);
            }
        };
    }
}

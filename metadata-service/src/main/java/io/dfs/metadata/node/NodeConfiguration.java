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

    private final ServiceTokenInterceptor serviceToken;

    NodeConfiguration(ServiceTokenInterceptor serviceToken) {
        this.serviceToken = serviceToken;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(serviceToken)
                .addPathPatterns(
                        "/api/v1/nodes/*/heartbeats",
                        "/api/v1/nodes/*/verifications",
                        "/api/v1/nodes/*/removals",
                        "/api/v1/nodes/*/chunk-reports/**",
                        "/api/v1/nodes/*/departure",
                        "/api/v1/repairs/*/**");
        registry.addInterceptor(exceptGet(serviceToken)).addPathPatterns("/api/v1/nodes", "/api/v1/repairs");
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

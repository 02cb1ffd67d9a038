package io.dfs.metadata.access;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

/** Who calls is found out for each request; there are no sessions, cookies or forms, so nothing to be ridden on. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    /** Health and metrics lie on a port of their own, and have their own guard there. */
    @Bean
    @Order(1)
    SecurityFilterChain managementSecurity(HttpSecurity http, Environment environment) {
        return bare(http.securityMatcher(request -> isAtManagementPort(request, environment)))
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    /** Never the port of the API, whatever is configured. */
    private static boolean isAtManagementPort(HttpServletRequest request, Environment environment) {
        int port = request.getLocalPort();
        return port == port(environment, "local.management.port") && port != port(environment, "local.server.port");
    }

    private static int port(Environment environment, String property) {
        return environment.getProperty(property, Integer.class, -1);
    }

    @Bean
    @Order(2)
    SecurityFilterChain apiSecurity(
            HttpSecurity http, BearerAuthentication bearer, EndpointAuthorization endpoints, Refusals refusals) {
        return bare(http)
                .oauth2ResourceServer(server -> server.authenticationManagerResolver(bearer)
                        .authenticationEntryPoint(refusals)
                        .accessDeniedHandler(refusals))
                .exceptionHandling(
                        handling -> handling.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
                .authorizeHttpRequests(requests -> requests
                        // The answer to a request that has been through here already.
                        .dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .anyRequest()
                        .access(endpoints))
                .build();
    }

    private static HttpSecurity bare(HttpSecurity http) {
        return http.csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                // Every service of the cluster sends the same ones, from the module that they share.
                .headers(AbstractHttpConfigurer::disable);
    }
}

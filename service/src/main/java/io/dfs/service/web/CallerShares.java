package io.dfs.service.web;

import io.dfs.service.connection.CallerAddress;
import io.dfs.service.connection.Shares;
import io.micrometer.core.instrument.Counter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.AsyncHandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Lets one address, and one principal where the service knows it, have requests on no more than its share of the threads.
 * A refusal comes after the credentials were checked and before the body is read.
 */
final class CallerShares implements AsyncHandlerInterceptor, WebMvcConfigurer {

    private static final String TAKEN = CallerShares.class.getName();

    private final Shares addresses;
    private final Shares principals;
    private final Counter refusedAddresses;
    private final Counter refusedPrincipals;

    /** @param limit requests under way at once, of an address and of a principal */
    CallerShares(int limit, Counter refusedAddresses, Counter refusedPrincipals) {
        this.addresses = new Shares(limit);
        this.principals = new Shares(limit);
        this.refusedAddresses = refusedAddresses;
        this.refusedPrincipals = refusedPrincipals;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getDispatcherType() != DispatcherType.REQUEST) {
            return true;
        }
        List<Shares.Share> taken = new ArrayList<>(2);
        request.setAttribute(TAKEN, taken);
        String address = request.getRemoteAddr();
        taken.add(addresses
                .take(CallerAddress.of(InetAddress.ofLiteral(address)))
                .orElseThrow(() -> refusal(address, addresses, refusedAddresses)));
        String principal = request.getRemoteUser();
        if (principal != null) {
            taken.add(principals.take(principal).orElseThrow(() -> {
                giveBack(request);
                return refusal(principal, principals, refusedPrincipals);
            }));
        }
        return true;
    }

    private static CallerLimit refusal(String caller, Shares shares, Counter refused) {
        refused.increment();
        return new CallerLimit(caller, shares.limit());
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception e) {
        giveBack(request);
    }

    /** The thread is free again. */
    @Override
    public void afterConcurrentHandlingStarted(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        giveBack(request);
    }

    private static void giveBack(HttpServletRequest request) {
        if (request.getAttribute(TAKEN) instanceof List<?> taken) {
            request.removeAttribute(TAKEN);
            taken.forEach(share -> ((Shares.Share) share).close());
        }
    }
}
